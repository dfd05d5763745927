/**
 * Runs of plain RD-Agent of every generation since 0.3, as they lie on disk: traces, session states, workspaces, mlflow's
 * stores, and beside them what homes hold that is no run of qlib. {@link dev.loopline.samples.runs.Structure} lists the kinds
 * that real homes show; each writes itself and says what a reader should make of it.
 *
 * <p>All of it is made up but for names and structure. The same seed gives the same bytes; only the times of the files follow
 * the clock that is given. Nothing here knows Loopline.
 */
@NullMarked
package dev.loopline.samples.runs;

import org.jspecify.annotations.NullMarked;

/**
 * When a loop is finished: the evidence, from the strongest to the weakest, and the quiet period where there is no mark.
 * Pure: what is on disk and in the registry comes in as values, the time as a parameter. Where RD-Agent left no mark this is
 * a heuristic; a loop that is written again later gets a new revision.
 */
@NullMarked
package dev.loopline.watcher.settle;

import org.jspecify.annotations.NullMarked;

/**
 * The runs that mlflow recorded of a workspace's backtest: in its file store, in its SQLite database, or not at all. Which
 * run produced the result, what it was started with, and where its trained model lies. Stores are read, never written, and
 * what they name is looked for among the files of the workspace only. A store that cannot be read is a note.
 */
@NullMarked
package dev.loopline.backfill.mlflow;

import org.jspecify.annotations.NullMarked;

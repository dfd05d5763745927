/**
 * The rows that the registry keeps of a loop's artifacts. Only computed here; the workspace watcher writes them.
 */
@NullMarked
package dev.loopline.backfill.artifact;

import org.jspecify.annotations.NullMarked;

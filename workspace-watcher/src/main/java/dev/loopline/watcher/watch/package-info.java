/**
 * The loop that keeps looking: file events make it fast, a scan every two seconds makes it correct. Everything that decides
 * about loops runs on its one thread; what it found is shown on the {@link dev.loopline.watcher.watch.WatchBoard}. How a loop
 * is judged and registered is in {@code register}.
 */
@NullMarked
package dev.loopline.watcher.watch;

import org.jspecify.annotations.NullMarked;

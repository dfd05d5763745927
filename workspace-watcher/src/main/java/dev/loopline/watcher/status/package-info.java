/**
 * What the watcher shows of itself: status, loops, health and metrics. Reads what the other packages keep; changes
 * nothing.
 */
@NullMarked
package dev.loopline.watcher.status;

import org.jspecify.annotations.NullMarked;

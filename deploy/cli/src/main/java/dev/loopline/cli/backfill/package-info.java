/**
 * Backfill requests as the command makes and follows them. Which loops a request means is decided by the watcher, which
 * keeps the request: what is followed here goes on without the command as well.
 */
@NullMarked
package dev.loopline.cli.backfill;

import org.jspecify.annotations.NullMarked;

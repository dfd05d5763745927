/** Tests of backfill requests. */
@NullMarked
package dev.loopline.watcher.request;

import org.jspecify.annotations.NullMarked;

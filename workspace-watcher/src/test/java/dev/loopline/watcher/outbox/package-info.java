/** Tests of the outbox over a real registry. */
@NullMarked
package dev.loopline.watcher.outbox;

import org.jspecify.annotations.NullMarked;

/** Tests of what the registry records of the other services. */
@NullMarked
package dev.loopline.watcher.bookkeeping;

import org.jspecify.annotations.NullMarked;

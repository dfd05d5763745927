/** Tests of the whole watcher, and what the other tests share. */
@NullMarked
package dev.loopline.watcher;

import org.jspecify.annotations.NullMarked;

/** Tests of the rules of completion. */
@NullMarked
package dev.loopline.watcher.settle;

import org.jspecify.annotations.NullMarked;

/** Tests of the state machine. */
@NullMarked
package dev.loopline.watcher.materialization;

import org.jspecify.annotations.NullMarked;

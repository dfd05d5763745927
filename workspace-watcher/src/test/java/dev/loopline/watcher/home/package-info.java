/** Tests of the checks of the home. */
@NullMarked
package dev.loopline.watcher.home;

import org.jspecify.annotations.NullMarked;

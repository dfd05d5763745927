/** Tests of the rules that bring rows and folders together. */
@NullMarked
package dev.loopline.watcher.discovery;

import org.jspecify.annotations.NullMarked;

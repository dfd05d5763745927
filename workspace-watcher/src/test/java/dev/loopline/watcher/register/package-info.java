@NullMarked
package dev.loopline.watcher.register;

import org.jspecify.annotations.NullMarked;

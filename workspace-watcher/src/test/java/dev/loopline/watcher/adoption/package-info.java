@NullMarked
package dev.loopline.watcher.adoption;

import org.jspecify.annotations.NullMarked;

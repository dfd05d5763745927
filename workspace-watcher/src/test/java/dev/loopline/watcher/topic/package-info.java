@NullMarked
package dev.loopline.watcher.topic;

import org.jspecify.annotations.NullMarked;

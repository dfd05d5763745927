/** Tests against real SQLite files. */
@NullMarked
package dev.loopline.watcher.registry;

import org.jspecify.annotations.NullMarked;

/** Tests of what is listed of workspaces. */
@NullMarked
package dev.loopline.watcher.files;

import org.jspecify.annotations.NullMarked;

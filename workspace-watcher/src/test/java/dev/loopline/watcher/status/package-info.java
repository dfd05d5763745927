/** Tests of the loop over real folders and a real registry; only the broker is left out. */
@NullMarked
package dev.loopline.watcher.status;

import org.jspecify.annotations.NullMarked;

/**
 * Turns a registered loop into a backfilled one: reads its workspaces, completes its five metadata files, brings its code
 * into the shared libraries and says all of it in one event. {@code stage} drives, the other packages know no framework.
 */
@NullMarked
package dev.loopline.backfill;

import org.jspecify.annotations.NullMarked;

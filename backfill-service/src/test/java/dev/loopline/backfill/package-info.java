/** Tests of the service as a whole. */
@NullMarked
package dev.loopline.backfill;

import org.jspecify.annotations.NullMarked;

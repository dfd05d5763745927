/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.loop;

import org.jspecify.annotations.NullMarked;

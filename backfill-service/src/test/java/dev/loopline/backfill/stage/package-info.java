/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.stage;

import org.jspecify.annotations.NullMarked;

/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.qlib;

import org.jspecify.annotations.NullMarked;

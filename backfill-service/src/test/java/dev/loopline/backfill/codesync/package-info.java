/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.codesync;

import org.jspecify.annotations.NullMarked;

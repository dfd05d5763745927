/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.files;

import org.jspecify.annotations.NullMarked;

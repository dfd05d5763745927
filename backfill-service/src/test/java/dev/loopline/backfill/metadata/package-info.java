/** Tests of the package of the same name. */
@NullMarked
package dev.loopline.backfill.metadata;

import org.jspecify.annotations.NullMarked;

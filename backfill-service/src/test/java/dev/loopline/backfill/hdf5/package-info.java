/** Tests of the columns of {@code result.h5}. */
@NullMarked
package dev.loopline.backfill.hdf5;

import org.jspecify.annotations.NullMarked;

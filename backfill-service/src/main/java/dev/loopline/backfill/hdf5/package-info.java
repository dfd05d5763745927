/**
 * The names of the columns of a {@code result.h5} as pandas writes it, from the file's first bytes alone. No value is read.
 */
@NullMarked
package dev.loopline.backfill.hdf5;

import org.jspecify.annotations.NullMarked;

/**
 * The names of the columns of a Parquet file, from its footer alone. No value is read.
 */
@NullMarked
package dev.loopline.backfill.parquet;

import org.jspecify.annotations.NullMarked;

/**
 * The two shared Python libraries, {@code rd_factors_lib} and {@code rd_strategies_lib}: whole, sorted, valid files written
 * by rename under a lock between processes. A library that is not configured or not there is skipped with a reason.
 */
@NullMarked
package dev.loopline.backfill.codesync;

import org.jspecify.annotations.NullMarked;

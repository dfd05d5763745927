/**
 * The code of a loop's factors: which Python source computes which of the names that its results have. The code is read,
 * never run.
 */
@NullMarked
package dev.loopline.backfill.code;

import org.jspecify.annotations.NullMarked;

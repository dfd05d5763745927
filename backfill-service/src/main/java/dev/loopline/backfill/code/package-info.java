/**
 * Factors in Python sources, found by the names of their definitions. The code is read, never run.
 */
@NullMarked
package dev.loopline.backfill.code;

import org.jspecify.annotations.NullMarked;

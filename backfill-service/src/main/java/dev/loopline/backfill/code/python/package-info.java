/**
 * What a factor's Python source reads: the columns of its source data and its longest window. The source is parsed and
 * followed with abstract values (a table, a series with so many days of history, a known text or number); it is never run.
 * Callers may rely on this: every text ends with a result, after a time that grows with its length only.
 */
@NullMarked
package dev.loopline.backfill.code.python;

import org.jspecify.annotations.NullMarked;

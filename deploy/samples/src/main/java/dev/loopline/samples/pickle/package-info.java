/**
 * Writes Python pickles byte by byte as Python's own pickler does, without Python: plain values, instances of classes that
 * need not exist here, calls, and pandas' tables. What is written twice by identity is a reference the second time.
 *
 * <p>Nothing here knows RD-Agent; which objects it pickles is the business of {@code runs} and {@code content}.
 */
@NullMarked
package dev.loopline.samples.pickle;

import org.jspecify.annotations.NullMarked;

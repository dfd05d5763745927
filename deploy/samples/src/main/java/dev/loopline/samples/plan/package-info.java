/**
 * What a sample home is to contain, decided before a byte is written: which loops, in which layout, with which factors,
 * figures and flaws.
 *
 * <p>Everything here is a pure function of the seed: the same settings give the same plans. No file, clock or database is
 * touched; turning plans into bytes is the business of {@code content}, rows are the business of {@code registry}.
 */
@NullMarked
package dev.loopline.samples.plan;

import org.jspecify.annotations.NullMarked;

/**
 * The bundle service: one reproducible archive per loop with a result. {@code stage} takes events in and sends them out,
 * {@code select} says what belongs into a bundle, {@code pack} writes it, {@code store} keeps it, {@code serve} hands it out.
 */
@NullMarked
package dev.loopline.bundle;

import org.jspecify.annotations.NullMarked;

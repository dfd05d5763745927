/**
 * How fast Loopline is, measured from outside on the real processes: {@code latency} for one loop that finishes, {@code
 * history} for a home with many. Every figure stands next to a floor or a baseline of the same run, because machines
 * differ and are shared. Nothing here asserts a time.
 */
@NullMarked
package dev.loopline.bench;

import org.jspecify.annotations.NullMarked;

/** Loops for tests, as events that have just arrived. */
@NullMarked
package dev.loopline.catalog.sample;

import org.jspecify.annotations.NullMarked;

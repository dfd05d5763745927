/**
 * Which of the loops with a factor shows it. Pure: two standings in, an order out, the same whatever arrived first.
 */
@NullMarked
package dev.loopline.catalog.merge;

import org.jspecify.annotations.NullMarked;

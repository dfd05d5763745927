/**
 * Loops and factor occurrences, in one SQLite file of our own; what is shown is a query over them. Derived from the topic of {@code BundleCreated} alone:
 * how far that topic was read is committed together with what was read, so state and position never disagree, and a lost
 * file is built anew from the beginning. One writer; readers have connections of their own and see whole batches. The work
 * for one loop does not grow with the number of loops.
 */
@NullMarked
package dev.loopline.catalog.state;

import org.jspecify.annotations.NullMarked;

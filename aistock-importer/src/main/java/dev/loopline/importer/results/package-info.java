/**
 * The old front door: the results API of RD-Agent that AIstock's backend was written against, so that an unchanged AIstock
 * can sync from Loopline. Off unless it is switched on. Reads what the importer has; its one changing call confirms a
 * bundle.
 *
 * <p>Two faults of the original are mended: loops that share a time with the last one of a page are never cut off, and the
 * time that a client is to come back with is that of the last loop it was given, not the clock.
 */
@NullMarked
package dev.loopline.importer.results;

import org.jspecify.annotations.NullMarked;

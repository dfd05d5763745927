/**
 * The catalogs over HTTP: the files as they were written, what changed since a sequence, single loops, and the state of
 * the service. Reads with connections of its own; changes nothing but what an export writes.
 */
@NullMarked
package dev.loopline.catalog.serve;

import org.jspecify.annotations.NullMarked;

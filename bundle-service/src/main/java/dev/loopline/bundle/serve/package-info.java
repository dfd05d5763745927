/**
 * Bundles over HTTP: the list, the bytes with entity tag and ranges, and the status of the service. Reads the store, changes
 * nothing.
 */
@NullMarked
package dev.loopline.bundle.serve;

import org.jspecify.annotations.NullMarked;

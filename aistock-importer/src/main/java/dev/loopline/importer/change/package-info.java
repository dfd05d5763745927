/**
 * The calls of the catalog API that change something on request: which strategies are in the selection center, and
 * fetching a bundle now. Guarded like every changing call. There is no call that empties or rebuilds tables: a full sync
 * repairs them, and rows of other modules refer to them.
 */
@NullMarked
package dev.loopline.importer.change;

import org.jspecify.annotations.NullMarked;

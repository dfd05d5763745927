/**
 * Rows into one table: insert what is new, update what differs, leave the rest. Knows nothing of what the tables mean; the
 * decision which row is newer is made by the callers, in whose transaction everything here runs.
 */
@NullMarked
package dev.loopline.importer.table;

import org.jspecify.annotations.NullMarked;

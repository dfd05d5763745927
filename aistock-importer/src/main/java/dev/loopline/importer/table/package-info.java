/**
 * Rows into one table: insert what is new, update what differs, leave the rest. Knows nothing of what the tables mean; the
 * decision which row is newer is made by the callers, in whose transaction everything here runs.
 *
 * <p>{@link dev.loopline.importer.table.Pipeline} stands beside {@link dev.loopline.kit.sql.Sql} because it sends many
 * statements in one round trip: a batch then waits for the database three times, not once per statement.
 */
@NullMarked
package dev.loopline.importer.table;

import org.jspecify.annotations.NullMarked;

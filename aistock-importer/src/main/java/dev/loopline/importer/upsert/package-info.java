/**
 * Rows into AIstock's tables: guarded by revision and sequence, several loops in one transaction, rows that did not
 * change are not written. Callers may rely on all or nothing per call, on a row's {@code id} never changing, and on
 * columns that belong to other modules of AIstock being left alone.
 *
 * <p>Nothing here knows Kafka or HTTP. Transactions that write take one advisory lock, so there is no deadlock between
 * them and no race for a name.
 */
@NullMarked
package dev.loopline.importer.upsert;

import org.jspecify.annotations.NullMarked;

package dev.loopline.importer.upsert;

import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.mirror.MirrorRows;
import dev.loopline.importer.rows.LoopRows;
import org.jspecify.annotations.Nullable;

/**
 * A change with its rows, which are made before the transaction begins, so that the lock is held for a short time.
 *
 * @param change the change
 * @param rows the catalog rows; null for a withdrawal
 * @param mirror the registry's rows; null for a withdrawal
 * @param facts the event as it is kept, see {@link PackedFacts}; null for a withdrawal
 * @param topicId the topic within which its revision is compared from now on; empty if it is not known
 */
record PreparedChange(
        CatalogChange change,
        @Nullable LoopRows rows,
        @Nullable MirrorRows mirror,
        @Nullable String facts,
        String topicId) {

    /** @param currentTopicId of the topic that is read, for a change that does not say where it came from */
    static PreparedChange of(CatalogChange change, String currentTopicId) {
        String topicId = change.topicId().isEmpty() ? currentTopicId : change.topicId();
        if (change instanceof CatalogChange.Import imported) {
            CatalogUpdated event = imported.event();
            boolean available = imported.bundle().isAvailable();
            return new PreparedChange(
                    change, LoopRows.of(event, available), MirrorRows.of(event, available), imported.packed(), topicId);
        }
        return new PreparedChange(change, null, null, null, topicId);
    }
}

package dev.loopline.importer.upsert;

import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.mirror.MirrorRows;
import dev.loopline.importer.mirror.RegistryMirror;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.table.ReadyLines;
import org.jspecify.annotations.Nullable;

/**
 * A change with its rows, which are made before the transaction begins, so that nobody waits for it.
 *
 * @param change the change
 * @param rows the catalog rows; null for a withdrawal
 * @param mirror the registry's rows; null for a withdrawal
 */
record PreparedChange(
        CatalogChange change,
        @Nullable LoopRows rows,
        @Nullable MirrorRows mirror) {

    /** @param ready takes the rows that stay as they are; factors still get their names */
    static PreparedChange of(CatalogChange change, ReadyLines ready) {
        if (change instanceof CatalogChange.Import imported) {
            CatalogUpdated event = imported.event();
            boolean available = imported.bundle().isAvailable();
            LoopRows rows = LoopRows.of(event, available);
            MirrorRows mirror = MirrorRows.of(event, available);
            LoopAggregates.makeLines(rows, ready);
            RegistryMirror.makeLines(mirror, ready);
            return new PreparedChange(change, rows, mirror);
        }
        return new PreparedChange(change, null, null);
    }
}

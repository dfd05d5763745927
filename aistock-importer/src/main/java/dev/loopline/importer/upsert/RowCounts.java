package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.table.RowWriter;
import dev.loopline.importer.table.TableUpsert;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** Adds up, per loop and catalog, what happened to rows. Not safe for several threads. */
final class RowCounts {

    private final Map<LoopKey, Map<CatalogKind, Rows>> counts = new HashMap<>();

    /** Writes rows and counts them: those that the writer does not report are unchanged. */
    void write(RowWriter writer, TableUpsert table, CatalogKind kind, Collection<ObjectNode> rows) throws SQLException {
        rows.forEach(row -> unchanged(key(row), kind, 1));
        writeCounted(writer, table, kind, rows);
    }

    void unchanged(LoopKey key, CatalogKind kind, int rows) {
        add(key, kind, new Rows(0, 0, rows, 0, 0));
    }

    /** Writes rows that are counted as unchanged already. */
    void writeCounted(RowWriter writer, TableUpsert table, CatalogKind kind, Collection<ObjectNode> rows)
            throws SQLException {
        writer.write(
                table,
                kind.singular(),
                rows,
                one -> add(one.key(), kind, one.inserted() ? new Rows(1, 0, -1, 0, 0) : new Rows(0, 1, -1, 0, 0)));
    }

    /** A row that was to be written was refused by the database. */
    void refused(LoopKey key, String kind) {
        rejected(key, kind);
        for (CatalogKind known : CatalogKind.values()) {
            if (known.singular().equals(kind)) {
                add(key, known, new Rows(0, 0, -1, 0, 0));
            }
        }
    }

    void deleted(LoopKey key, CatalogKind kind, int rows) {
        add(key, kind, new Rows(0, 0, 0, rows, 0));
    }

    /** A row should have gone and stays as it is. */
    void kept(LoopKey key, CatalogKind kind) {
        add(key, kind, new Rows(0, 0, 1, 0, 0));
    }

    void rejected(LoopKey key, String kind) {
        for (CatalogKind known : CatalogKind.values()) {
            if (known.singular().equals(kind)) {
                add(key, known, new Rows(0, 0, 0, 0, 1));
            }
        }
    }

    Map<CatalogKind, Rows> of(LoopKey key) {
        return counts.getOrDefault(key, Map.of());
    }

    private void add(LoopKey key, CatalogKind kind, Rows rows) {
        counts.computeIfAbsent(key, unused -> new EnumMap<>(CatalogKind.class)).merge(kind, rows, Rows::plus);
    }

    static LoopKey key(ObjectNode row) {
        return new LoopKey(
                row.get("task_run_id").textValue(), row.get("loop_id").intValue());
    }
}

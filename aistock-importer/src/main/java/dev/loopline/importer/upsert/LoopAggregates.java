package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.table.JsonRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The rows that belong to one loop alone: loop, models, strategies, occurrences. Stateless; safe for all threads. */
final class LoopAggregates {

    private static final CarefulDelete LOOPS = new CarefulDelete("public.aistock_loop_catalog", "id", "bigint");
    private static final CarefulDelete MODELS = new CarefulDelete("public.aistock_model_catalog", "model_id", "text");
    private static final CarefulDelete STRATEGIES =
            new CarefulDelete("public.aistock_strategy_catalog", "strategy_id", "text");

    /** A model that an older importer wrote has an id made from its configuration; its row is kept under the new id. */
    private static final String RENAME_MODELS =
            "UPDATE public.aistock_model_catalog t SET model_id = w.model_id FROM jsonb_to_recordset(?::jsonb) AS w(model_id"
                    + " text, task_run_id text, loop_id integer, workspace_id text) WHERE t.ctid = (SELECT x.ctid FROM"
                    + " public.aistock_model_catalog x WHERE x.task_run_id = w.task_run_id AND x.loop_id = w.loop_id AND"
                    + " x.workspace_id = w.workspace_id ORDER BY x.model_id LIMIT 1) AND NOT EXISTS (SELECT 1 FROM"
                    + " public.aistock_model_catalog y WHERE y.model_id = w.model_id)";

    /**
     * Makes the rows of these loops exactly these; a loop that is among the keys only loses its rows.
     *
     * @param before those of the keys that were imported before
     */
    Map<LoopKey, List<Rejection>> replace(
            Connection connection,
            Collection<LoopKey> keys,
            Collection<LoopKey> before,
            List<LoopRows> wanted,
            RowCounts counts)
            throws SQLException {
        List<ObjectNode> strategies = all(wanted, LoopRows::strategies);
        List<ObjectNode> loops = wanted.stream().map(LoopRows::loop).toList();
        List<ObjectNode> models = all(wanted, LoopRows::models);
        List<ObjectNode> occurrences = all(wanted, LoopRows::occurrences);
        Map<LoopKey, List<Rejection>> kept = new HashMap<>();
        List<LoopKey> withdrawn = new ArrayList<>(keys);
        wanted.forEach(rows -> withdrawn.remove(rows.key()));

        renameModels(connection, models);
        note(STRATEGIES.deleteOthers(connection, keys, strategies), CatalogKind.STRATEGY, counts, kept);
        note(MODELS.deleteOthers(connection, keys, models), CatalogKind.MODEL, counts, kept);
        note(LOOPS.deleteOthers(connection, withdrawn, List.of()), CatalogKind.LOOP, counts, kept);
        counts.upserted(CatalogKind.STRATEGY, strategies, CatalogTables.STRATEGIES.upsert(connection, strategies));
        counts.upserted(CatalogKind.LOOP, loops, CatalogTables.LOOPS.upsert(connection, loops));
        counts.upserted(CatalogKind.MODEL, models, CatalogTables.MODELS.upsert(connection, models));
        CatalogTables.OCCURRENCES.deleteOthers(connection, before, occurrences);
        CatalogTables.OCCURRENCES.upsert(connection, occurrences);
        return kept;
    }

    private static void renameModels(Connection connection, List<ObjectNode> models) throws SQLException {
        if (models.isEmpty()) {
            return;
        }
        try (PreparedStatement statement = connection.prepareStatement(RENAME_MODELS)) {
            statement.setString(1, JsonRows.of(models));
            statement.executeUpdate();
        }
    }

    private static void note(
            List<CarefulDelete.Result> results,
            CatalogKind kind,
            RowCounts counts,
            Map<LoopKey, List<Rejection>> kept) {
        for (CarefulDelete.Result one : results) {
            if (one.deleted()) {
                counts.deleted(one.key(), kind, 1);
            } else {
                counts.kept(one.key(), kind);
                kept.computeIfAbsent(one.key(), unused -> new ArrayList<>())
                        .add(new Rejection(
                                kind.singular(),
                                one.rowKey(),
                                "",
                                "STILL_REFERENCED",
                                "the row is no longer in the catalog, but another table of AIstock refers to it; it"
                                        + " stays"));
            }
        }
    }

    private static List<ObjectNode> all(List<LoopRows> rows, Function<LoopRows, List<ObjectNode>> part) {
        return rows.stream().map(part).flatMap(List::stream).toList();
    }
}

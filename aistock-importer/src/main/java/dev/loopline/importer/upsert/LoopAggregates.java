package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.rows.Rejection;
import dev.loopline.importer.table.LoopKeys;
import dev.loopline.importer.table.Pipeline;
import dev.loopline.importer.table.RowWriter;
import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The rows that belong to one loop alone: loop, models, strategies, occurrences. Makes them exactly those that are wanted; a
 * loop of which nothing is wanted loses its rows. One object per transaction.
 */
final class LoopAggregates {

    private static final Map<CatalogKind, CarefulDelete> DELETES = Map.of(
            CatalogKind.LOOP, new CarefulDelete("public.aistock_loop_catalog", "id = ?::bigint"),
            CatalogKind.MODEL, new CarefulDelete("public.aistock_model_catalog", "model_id = ?"),
            CatalogKind.STRATEGY, new CarefulDelete("public.aistock_strategy_catalog", "strategy_id = ?"));

    private static final String PRESENT = "SELECT 'MODEL', t.task_run_id, t.loop_id, t.model_id, t.workspace_id,"
            + " t.loopline_revision IS NOT NULL FROM public.aistock_model_catalog t" + keyed()
            + " UNION ALL SELECT 'STRATEGY', t.task_run_id, t.loop_id, t.strategy_id, NULL, t.loopline_revision IS NOT"
            + " NULL FROM public.aistock_strategy_catalog t" + keyed()
            + " UNION ALL SELECT 'LOOP', t.task_run_id, t.loop_id, t.id::text, NULL, t.loopline_revision IS NOT NULL"
            + " FROM public.aistock_loop_catalog t" + keyed();

    /** A model that an older importer wrote has an id made from its configuration; its row is kept under the new id. */
    private static final String RENAME_MODEL =
            "UPDATE public.aistock_model_catalog t SET model_id = ? WHERE t.ctid = (SELECT x.ctid FROM"
                    + " public.aistock_model_catalog x WHERE x.task_run_id = ? AND x.loop_id = ? AND x.workspace_id = ?"
                    + " ORDER BY x.model_id LIMIT 1) AND NOT EXISTS (SELECT 1 FROM public.aistock_model_catalog y WHERE"
                    + " y.model_id = ?)";

    private final Collection<LoopKey> keys;
    private final Collection<LoopKey> before;
    private final List<LoopRows> wanted;
    private final List<Present> present = new ArrayList<>();

    private record Present(
            CatalogKind kind,
            LoopKey key,
            String rowKey,
            @Nullable String workspaceId,
            boolean ours) {}

    /**
     * @param keys the loops
     * @param before those of them that were imported before; of the others there is nothing of ours to take away
     * @param wanted the rows of those of the loops that are to have some
     */
    LoopAggregates(Collection<LoopKey> keys, Collection<LoopKey> before, List<LoopRows> wanted) {
        this.keys = keys;
        this.before = before;
        this.wanted = wanted;
    }

    private static String keyed() {
        return " JOIN " + LoopKeys.TABLE + " ON t.task_run_id = k.task_run_id AND t.loop_id = k.loop_id";
    }

    /** Adds the look at what there is. */
    void addReads(Pipeline pipeline) {
        if (!keys.isEmpty()) {
            String[] runs = LoopKeys.taskRuns(before);
            Integer[] loops = LoopKeys.loops(before);
            pipeline.add(PRESENT, this::read, LoopKeys.taskRuns(keys), LoopKeys.loops(keys), runs, loops, runs, loops);
        }
    }

    private void read(ResultSet found) throws SQLException {
        present.clear();
        while (found.next()) {
            present.add(new Present(
                    CatalogKind.valueOf(found.getString(1)),
                    new LoopKey(found.getString(2), found.getInt(3)),
                    found.getString(4),
                    found.getString(5),
                    found.getBoolean(6)));
        }
    }

    /** Takes away what is not wanted any more, and gives models of older importers their new id. */
    void clear(Connection connection, RowCounts counts, Map<LoopKey, List<Rejection>> rejections) throws SQLException {
        if (present.isEmpty()) {
            return;
        }
        if (renameModels(connection)) {
            Pipeline again = new Pipeline();
            addReads(again);
            again.run(connection);
        }
        Set<String> stay = new HashSet<>();
        all(LoopRows::models)
                .forEach(row -> stay.add("MODEL " + row.get("model_id").textValue()));
        all(LoopRows::strategies)
                .forEach(row -> stay.add("STRATEGY " + row.get("strategy_id").textValue()));
        Set<LoopKey> loops = new HashSet<>();
        wanted.forEach(rows -> loops.add(rows.key()));
        for (Present row : present) {
            boolean stays = row.kind() == CatalogKind.LOOP
                    ? loops.contains(row.key())
                    : stay.contains(row.kind() + " " + row.rowKey());
            if (row.ours() && !stays) {
                delete(connection, row, counts, rejections);
            }
        }
    }

    private boolean renameModels(Connection connection) throws SQLException {
        boolean renamed = false;
        for (ObjectNode model : all(LoopRows::models)) {
            LoopKey key = RowCounts.key(model);
            String id = model.get("model_id").textValue();
            String workspace = model.get("workspace_id").textValue();
            boolean hasOtherId = present.stream()
                    .anyMatch(row -> row.kind() == CatalogKind.MODEL
                            && row.key().equals(key)
                            && workspace.equals(row.workspaceId())
                            && !row.rowKey().equals(id));
            if (hasOtherId) {
                renamed |=
                        new Sql(connection).update(RENAME_MODEL, id, key.taskRunId(), key.loopId(), workspace, id) > 0;
            }
        }
        return renamed;
    }

    private static void delete(
            Connection connection, Present row, RowCounts counts, Map<LoopKey, List<Rejection>> rejections)
            throws SQLException {
        if (DELETES.get(row.kind()).delete(connection, row.rowKey()) != CarefulDelete.Outcome.REFERENCED) {
            counts.deleted(row.key(), row.kind(), 1);
            return;
        }
        counts.kept(row.key(), row.kind());
        rejections
                .computeIfAbsent(row.key(), unused -> new ArrayList<>())
                .add(new Rejection(
                        row.kind().singular(),
                        row.rowKey(),
                        "",
                        "STILL_REFERENCED",
                        "the row is no longer in the catalog, but another table of AIstock refers to it; it stays"));
    }

    void write(RowWriter writer, RowCounts counts) throws SQLException {
        List<ObjectNode> strategies = all(LoopRows::strategies);
        List<ObjectNode> loops = wanted.stream().map(LoopRows::loop).toList();
        List<ObjectNode> models = all(LoopRows::models);
        List<ObjectNode> occurrences = all(LoopRows::occurrences);
        counts.write(writer, CatalogTables.STRATEGIES, CatalogKind.STRATEGY, strategies);
        counts.write(writer, CatalogTables.LOOPS, CatalogKind.LOOP, loops);
        counts.write(writer, CatalogTables.MODELS, CatalogKind.MODEL, models);
        writer.deleteOthers(CatalogTables.OCCURRENCES, before, occurrences);
        writer.write(CatalogTables.OCCURRENCES, "occurrence", occurrences, written -> {});
    }

    private List<ObjectNode> all(Function<LoopRows, List<ObjectNode>> part) {
        return wanted.stream().map(part).flatMap(List::stream).toList();
    }
}

package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.mirror.MirrorRows;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.table.LoopKeys;
import dev.loopline.importer.table.Pipeline;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recognises facts that were imported before, by their digest, and whose rows are all there, so that a replay costs a look and no comparison
 * of every value. What an import left is noted with it, as numbers of rows per table; a row that was deleted by hand makes the
 * replay an import again. A value that was changed by hand is found by a full sync. Stateless; safe for all threads.
 */
final class Replays {

    private static final String ROWS =
            "SELECT count(*) FROM %s x WHERE x.task_run_id = i.task_run_id" + " AND x.loop_id = i.loop_id";
    private static final String CURRENT = " AND x.loopline_revision = i.revision";

    private static final String INTACT = "SELECT i.task_run_id, i.loop_id FROM " + LoopKeys.TABLE
            + LoopKeys.lookUp("public.loopline_import", "i") + " WHERE NOT i.tombstone"
            + holds("loop", "public.aistock_loop_catalog", CURRENT)
            + holds("model", "public.aistock_model_catalog", CURRENT)
            + holds("strategy", "public.aistock_strategy_catalog", CURRENT)
            + holds("occurrence", "public.aistock_factor_occurrence", "")
            + holds("registry_loop", "rdagent.loops", "")
            + holds("workspace", "rdagent.workspaces", "")
            + holds("bundle", "rdagent.production_bundles", "")
            + holds("artifact", "rdagent.artifacts", "")
            + holds("file", "rdagent.artifact_files", "")
            // One look by the index for each name: as a join it would be planned as a scan of all factors.
            + " AND (SELECT count(*) FROM jsonb_array_elements_text(i.contents -> 'factors') AS f (factor_name) CROSS JOIN"
            + " LATERAL (SELECT 1 FROM public.aistock_factor_catalog x WHERE x.factor_name = f.factor_name AND"
            + " x.loopline_revision > 0 LIMIT 1) c) = jsonb_array_length(i.contents -> 'factors')";

    private Replays() {}

    private static String holds(String name, String table, String more) {
        return " AND (" + ROWS.formatted(table) + more + ") = (i.contents ->> '" + name + "')::integer";
    }

    /** Whether nothing is to be done if the rows are all there. */
    static boolean isRepetition(CatalogChange change, Map<LoopKey, ImportLedger.Entry> known) {
        ImportLedger.Entry entry = known.get(change.key());
        return entry != null
                && change instanceof CatalogChange.Import imported
                && !entry.tombstone()
                && change.revision() == entry.revision()
                && isSame(imported.bundle(), entry.bundle())
                && imported.digest()
                        .hex()
                        .equals(entry.contents().path("digest").textValue());
    }

    private static boolean isSame(BundleResult now, @Nullable BundleResult then) {
        return then != null && now.state() == then.state() && now.reason().equals(then.reason());
    }

    /** Those of these loops whose rows are all there. */
    static Set<LoopKey> intact(Connection connection, Collection<LoopKey> loops) throws SQLException {
        Set<LoopKey> intact = new HashSet<>();
        if (!loops.isEmpty()) {
            new Pipeline()
                    .add(
                            INTACT,
                            result -> {
                                while (result.next()) {
                                    intact.add(new LoopKey(result.getString(1), result.getInt(2)));
                                }
                            },
                            LoopKeys.taskRuns(loops),
                            LoopKeys.loops(loops))
                    .run(connection);
        }
        return intact;
    }

    /** What an import leaves, for {@link #intact}. */
    static ObjectNode contents(CatalogChange.Import change, LoopRows rows, MirrorRows mirror) {
        ObjectNode contents = Json.mapper().createObjectNode();
        contents.put("digest", change.digest().hex())
                .put("loop", 1)
                .put("model", rows.models().size())
                .put("strategy", rows.strategies().size())
                .put("factor", rows.factorNames())
                .put("occurrence", rows.occurrences().size())
                .put("registry_loop", mirror.loops().size())
                .put("workspace", mirror.workspaces().size())
                .put("bundle", mirror.bundles().size())
                .put("artifact", mirror.artifacts().size())
                .put("file", mirror.files().size());
        ArrayNode names = contents.putArray("factors");
        rows.occurrences().stream()
                .map(row -> row.get("factor_name"))
                .distinct()
                .forEach(names::add);
        ObjectNode rejected = contents.putObject("rejected");
        rows.rejections()
                .forEach(one ->
                        rejected.put(one.kind(), rejected.path(one.kind()).asInt() + 1));
        return contents;
    }

    /** The counts of a replay: everything is as it was. */
    static Map<CatalogKind, Rows> unchanged(JsonNode contents) {
        Map<CatalogKind, Rows> counts = new EnumMap<>(CatalogKind.class);
        for (CatalogKind kind : CatalogKind.values()) {
            Rows rows = new Rows(
                    0,
                    0,
                    contents.path(kind.singular()).asInt(),
                    0,
                    contents.path("rejected").path(kind.singular()).asInt());
            if (!rows.equals(Rows.NONE)) {
                counts.put(kind, rows);
            }
        }
        return counts;
    }
}

package dev.loopline.watcher.bookkeeping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.Metadata;
import dev.loopline.watcher.register.RecordedTime;
import dev.loopline.watcher.registry.RdAgentTable;
import dev.loopline.watcher.registry.RegistrySession;
import dev.loopline.watcher.registry.RowChange;
import dev.loopline.watcher.registry.RowWriter;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * The rows of {@code factor_registry}: the factors that a bundle holds, as RD-Agent's own solidification records them. Rows of other
 * bundles, of the same loop too, are RD-Agent's. Stateless.
 */
final class FactorRegistryRows {

    private static final String GONE = "asset_bundle_id = ? AND factor_name NOT IN (SELECT value FROM json_each(?))";

    private FactorRegistryRows() {}

    static void write(RegistrySession session, BundleCreated event) throws SQLException {
        LoopKey key = event.key();
        String bundleId = event.bundle().bundleId();
        Metadata metadata = event.backfilled().metadata();
        RowWriter rows = session.rows();
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        for (JsonNode factor : items(metadata.factorMeta(), "factors")) {
            String name = factor.path("name").asText("");
            if (!name.isBlank()) {
                names.add(name);
                rows.upsert(RowChange.of(RdAgentTable.FACTOR_REGISTRY, name, bundleId)
                        .set("expression", text(factor, "expression", "formula_hint"))
                        .set("performance_json", performance(metadata.factorPerf(), name))
                        .set("workspace_id", event.backfilled().primaryWorkspaceId())
                        .set("task_run_id", key.taskRunId())
                        .set("loop_id", key.loopId())
                        .set(
                                "updated_at_utc",
                                RecordedTime.format(event.backfilled().backfilledAt())));
            }
        }
        rows.deleteWhere(RdAgentTable.FACTOR_REGISTRY, GONE, bundleId, names.toString());
    }

    static void remove(RegistrySession session, String bundleId) throws SQLException {
        session.rows().deleteWhere(RdAgentTable.FACTOR_REGISTRY, "asset_bundle_id = ?", bundleId);
    }

    /** The factor's own figures, else those of a combination that holds it, else of the first one. */
    private static @Nullable String performance(@Nullable JsonNode perf, String name) {
        for (JsonNode factor : items(perf, "factors")) {
            if (name.equals(text(factor, "name", "factor_name"))) {
                return factor.toString();
            }
        }
        JsonNode first = null;
        for (JsonNode combination : items(perf, "combinations")) {
            if (contains(items(combination, "factor_names"), name)) {
                return combined(combination);
            }
            first = first == null ? combination : first;
        }
        return first == null ? null : combined(first);
    }

    private static String combined(JsonNode combination) {
        return JsonNodeFactory.instance
                .objectNode()
                .set("_combo_metrics", combination)
                .toString();
    }

    private static boolean contains(JsonNode names, String name) {
        for (JsonNode one : names) {
            if (one.asText().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static JsonNode items(@Nullable JsonNode tree, String field) {
        JsonNode items = tree == null ? null : tree.get(field);
        return items != null && items.isArray() ? items : JsonNodeFactory.instance.arrayNode();
    }

    private static @Nullable String text(JsonNode factor, String first, String second) {
        String text = factor.path(first).asText("");
        String other = factor.path(second).asText("");
        return !text.isBlank() ? text : other.isBlank() ? null : other;
    }
}

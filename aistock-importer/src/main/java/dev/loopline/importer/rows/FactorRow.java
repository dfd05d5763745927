package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.event.CatalogUpdated;
import org.jspecify.annotations.Nullable;

/** A row of {@code aistock_factor_catalog}. Its {@code factor_name} may still be changed where the name is taken. Pure. */
final class FactorRow {

    /** What a factor is that says nothing of its source but comes from a loop. */
    static final String GENERATED = "rdagent_generated";

    private static final String SOTA = "sota";

    private FactorRow() {}

    static ObjectNode of(CatalogUpdated event, FactorEntry entry) {
        String source = entry.source().isBlank() ? GENERATED : entry.source();
        boolean sota = source.equals(SOTA);
        return RowBuilder.ofCatalog(event)
                .text("loopline_fingerprint", entry.fingerprint())
                .text("name", entry.name())
                .text("factor_name", entry.factorName())
                .text("source", source)
                .text("expression", isBlank(entry.expression()) ? entry.formulaHint() : entry.expression())
                .text("region", entry.region())
                .texts("tags", entry.tags())
                .text("description_cn", entry.descriptionCn())
                .text("formula_hint", entry.formulaHint())
                .json("variables", entry.variables())
                .text("freq", entry.freq())
                .text("align", entry.align())
                .text("nan_policy", entry.nanPolicy())
                .time("created_at_utc", entry.createdAtUtc())
                .text("experiment_id", entry.experimentId())
                .text("impl_module", entry.implModule())
                .text("impl_func", entry.implFunc())
                .text("impl_version", entry.implVersion())
                .text("best_performance", entry.bestPerformance())
                .number("best_performance_sharpe", entry.bestPerformanceSharpe())
                .number("best_performance_ann_ret", entry.bestPerformanceAnnRet())
                .json("interface_info", entry.interfaceInfo())
                .json("input_schema", entry.inputSchema())
                .text("asset_bundle_id", entry.assetBundleId())
                .text("workspace_id", entry.workspaceId())
                .text("workspace_path", entry.workspacePath())
                .flag("is_sota_factor", sota)
                .text("first_sota_task_id", sota ? entry.taskRunId() : null)
                .text("task_run_id", entry.taskRunId())
                .number("loop_id", (long) entry.loopId())
                .json("raw_payload", rawPayload(entry))
                .build();
    }

    private static boolean isBlank(@Nullable String text) {
        return text == null || text.isBlank();
    }

    private static ObjectNode rawPayload(FactorEntry entry) {
        ObjectNode raw = JsonNodeFactory.instance.objectNode();
        raw.put("fingerprint", entry.fingerprint());
        raw.put("created_at_utc", entry.createdAtUtc());
        return raw;
    }
}

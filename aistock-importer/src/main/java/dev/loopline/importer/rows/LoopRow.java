package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.FactorNames;
import dev.loopline.contracts.catalog.LoopEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.contracts.event.CatalogUpdated;
import java.util.List;

/** The row of {@code aistock_loop_catalog}. Pure. */
final class LoopRow {

    private LoopRow() {}

    static ObjectNode of(CatalogUpdated event, String syncStatus) {
        LoopEntry entry = event.loopEntry();
        RowBuilder row = RowBuilder.ofCatalog(event)
                .text("display_name", DisplayNames.loop(event.key(), entry.logDir()))
                .text("workspace_id", entry.workspaceId())
                .text("workspace_path", entry.workspacePath())
                .text("workspace_role", entry.workspaceRole())
                .text("asset_bundle_id", entry.assetBundleId())
                .flag("is_solidified", entry.isSolidified())
                .text("sync_status", syncStatus)
                .text("scenario", entry.scenario())
                .text("step_name", entry.stepName())
                .text("action", entry.action())
                .text("status", entry.status())
                .flag("has_result", entry.hasResult())
                .text("strategy_id", entry.strategyId())
                .texts("factor_names", factorNames(entry.factorNames()))
                .text("log_dir", entry.logDir())
                .text("materialization_status", entry.materializationStatus())
                .text("materialization_error", entry.materializationError())
                .time("materialization_updated_at_utc", entry.materializationUpdatedAtUtc())
                .texts("readiness", entry.readiness());
        figures(row, entry);
        opinion(row, entry);
        paths(row, entry.paths());
        manifest(row, event.bundle().manifest());
        return row.json("raw_payload", rawPayload(event)).build();
    }

    private static List<String> factorNames(List<String> raw) {
        return raw.stream().map(FactorNames::normalise).distinct().toList();
    }

    private static void figures(RowBuilder row, LoopEntry entry) {
        var metrics = entry.metrics();
        row.json("metrics", metrics)
                .number(
                        "annualized_return",
                        LoopFigures.first(entry.annualizedReturn(), metrics, LoopFigures.ANNUALIZED_RETURN))
                .number("max_drawdown", LoopFigures.first(entry.maxDrawdown(), metrics, LoopFigures.MAX_DRAWDOWN))
                .number("sharpe", LoopFigures.first(entry.sharpe(), metrics, LoopFigures.SHARPE))
                .number("ic", LoopFigures.first(entry.ic(), metrics, LoopFigures.IC))
                .number("ic_ir", LoopFigures.first(entry.icIr(), metrics, LoopFigures.IC_IR))
                .number("win_rate", LoopFigures.first(entry.winRate(), metrics, LoopFigures.WIN_RATE));
    }

    private static void opinion(RowBuilder row, LoopEntry entry) {
        LoopEntry.SummaryTexts texts = entry.summaryTexts();
        row.text("decision", entry.decision() == null ? null : entry.decision().toString())
                .text("hypothesis", entry.hypothesis())
                .text("summary_execution", texts.execution())
                .text("summary_value_feedback", texts.valueFeedback())
                .text("summary_shape_feedback", texts.shapeFeedback())
                .texts("code_critic", texts.codeCritic())
                .texts("limitations", texts.limitations());
    }

    private static void paths(RowBuilder row, LoopEntry.Paths paths) {
        row.text("path_factor_meta", paths.factorMeta())
                .text("path_factor_perf", paths.factorPerf())
                .text("path_feedback", paths.feedback())
                .text("path_model_meta", paths.modelMeta())
                .text("path_strategy_meta", paths.strategyMeta())
                .text("path_ret_curve", paths.retCurve())
                .text("path_dd_curve", paths.ddCurve())
                .text("path_mlruns", paths.mlruns())
                .jsonText("path_model_files", paths.modelFiles());
    }

    private static void manifest(RowBuilder row, BundleManifest manifest) {
        row.number("manifest_schema_version", (long) manifest.schemaVersion())
                .text("manifest_primary_workspace_id", manifest.primaryWorkspaceId())
                .text("manifest_factor_entry_relpath", manifest.primaryAssets().factorEntryRelpath())
                .text("manifest_model_weight_relpath", manifest.primaryAssets().modelWeightRelpath())
                .text("manifest_config_relpath", manifest.primaryAssets().configRelpath())
                .text("source_workspace_path", manifest.sourceWorkspacePath())
                .text("log_uri", manifest.logUri());
    }

    /** AIstock's pages read these from here and not from the columns. */
    private static ObjectNode rawPayload(CatalogUpdated event) {
        LoopEntry entry = event.loopEntry();
        ObjectNode raw = JsonNodeFactory.instance.objectNode();
        raw.set("paths", Json.mapper().valueToTree(entry.paths()));
        raw.set("metrics", entry.metrics());
        raw.set("summary_texts", Json.mapper().valueToTree(entry.summaryTexts()));
        raw.put("materialization_status", entry.materializationStatus());
        raw.put("materialization_error", entry.materializationError());
        raw.put("materialization_updated_at_utc", entry.materializationUpdatedAtUtc());
        raw.set("factors", factors(event));
        raw.put("model_weight", event.bundle().manifest().primaryAssets().modelWeightRelpath());
        entry.readiness().forEach(raw.putArray("readiness")::add);
        raw.put("hypothesis", entry.hypothesis());
        return raw;
    }

    /** AIstock's pages show one line for each object. */
    private static ArrayNode factors(CatalogUpdated event) {
        ArrayNode factors = JsonNodeFactory.instance.arrayNode();
        for (String name : event.loopEntry().factorNames()) {
            ObjectNode factor = factors.addObject().put("factor_name", name);
            event.occurrences().stream()
                    .filter(one -> one.name().equals(name))
                    .findFirst()
                    .ifPresent(one -> factor.put("source", one.source())
                            .put("expression", one.expression())
                            .put("description_cn", one.descriptionCn()));
        }
        return factors;
    }
}

package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;

/** A row of {@code aistock_strategy_catalog}; {@code in_selection_center} is the user's and not among its columns. Pure. */
final class StrategyRow {

    private StrategyRow() {}

    static ObjectNode of(CatalogUpdated event, StrategyEntry entry) {
        StrategyEntry.WorkspaceExample example = entry.workspaceExample();
        return RowBuilder.ofCatalog(event)
                .text("strategy_id", entry.strategyId())
                .text("strategy_name", entry.strategyId())
                .text("display_name", DisplayNames.strategy(entry.strategyId()))
                .text("config_fingerprint", entry.configFingerprint())
                .text("scenario", entry.scenario())
                .text("step_name", entry.stepName())
                .text("action", entry.action())
                .text("workspace_id", entry.workspaceId())
                .text("workspace_path", entry.workspacePath())
                .text("asset_bundle_id", entry.assetBundleId())
                .text("example_task_run_id", example.taskRunId())
                .number("example_loop_id", (long) example.loopId())
                .text("example_workspace_id", example.workspaceId())
                .text("example_workspace_path", example.workspacePath())
                .texts("template_files", entry.templateFiles())
                .json("data_config", entry.dataConfig())
                .json("dataset_config", entry.datasetConfig())
                .json("model_config", entry.modelConfig())
                .json("portfolio_config", entry.portfolioConfig())
                .json("backtest_config", entry.backtestConfig())
                .texts("feature_list", entry.featureList())
                .text("market", entry.market())
                .json("instruments", entry.instruments())
                .text("freq", entry.freq())
                .json("python_implementation", implementation(entry.pythonImplementation()))
                .json("raw_payload", rawPayload(entry))
                .build();
    }

    /** As RD-Agent's exporter has it: an empty object where there is none. */
    private static JsonNode implementation(StrategyEntry.PythonImplementation named) {
        return named.isNamed() ? Json.mapper().valueToTree(named) : JsonNodeFactory.instance.objectNode();
    }

    private static ObjectNode rawPayload(StrategyEntry entry) {
        ObjectNode raw = JsonNodeFactory.instance.objectNode();
        raw.set("workspace_example", Json.mapper().valueToTree(entry.workspaceExample()));
        raw.set("port_analysis_strategy", entry.strategyConfig());
        raw.put("config_fingerprint", entry.configFingerprint());
        raw.put("template_hash", entry.templateHash());
        return raw;
    }
}

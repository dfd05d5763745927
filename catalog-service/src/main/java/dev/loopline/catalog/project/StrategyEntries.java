package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.CatalogIds;
import dev.loopline.contracts.catalog.StrategyEntry;
import dev.loopline.contracts.event.Configuration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The strategy of a loop: one if it has a {@code strategy_meta.json}. */
final class StrategyEntries {

    private StrategyEntries() {}

    /** The id of the loop's strategy; null if it has none. */
    static @Nullable String id(Source source) {
        JsonNode meta = source.metadata().strategyMeta();
        return meta != null && meta.isObject() ? CatalogIds.strategyId(source.key()) : null;
    }

    /** One entry, or none. */
    static List<StrategyEntry> of(Source source) {
        String id = id(source);
        if (id == null) {
            return List.of();
        }
        Configuration configuration = source.configuration();
        JsonNode portfolio = Trees.get(source.metadata().strategyMeta(), "portfolio_config");
        JsonNode portfolioConfig = portfolio == null ? JsonNodeFactory.instance.objectNode() : portfolio;
        JsonNode instruments = configuration.instruments();
        return List.of(new StrategyEntry(
                id,
                fingerprint(configuration, portfolioConfig),
                source.loop().scenario(),
                source.primary().stepName(),
                source.loop().action(),
                source.key().taskRunId(),
                source.key().loopId(),
                source.primary().workspaceId(),
                source.primary().recordedPath(),
                source.bundle().bundleId(),
                new StrategyEntry.WorkspaceExample(
                        source.key().taskRunId(),
                        source.key().loopId(),
                        source.primary().workspaceId(),
                        source.primary().recordedPath()),
                configuration.templateFiles(),
                configuration.dataConfig(),
                configuration.datasetConfig(),
                configuration.modelConfig(),
                portfolioConfig,
                configuration.strategyConfig(),
                configuration.backtestConfig(),
                configuration.featureList(),
                instruments != null && instruments.isTextual() ? instruments.textValue() : null,
                instruments,
                "1d",
                implementation(source.metadata().strategyMeta()),
                LegacyIds.strategyId(
                        source.primary().stepName(), source.loop().action(), configuration.templateFiles())));
    }

    private static String fingerprint(Configuration configuration, JsonNode portfolioConfig) {
        ObjectNode blocks = JsonNodeFactory.instance.objectNode();
        blocks.set("data_config", configuration.dataConfig());
        blocks.set("dataset_config", configuration.datasetConfig());
        blocks.set("model_config", configuration.modelConfig());
        blocks.set("portfolio_config", portfolioConfig);
        blocks.set("strategy_config", configuration.strategyConfig());
        blocks.set("backtest_config", configuration.backtestConfig());
        return CanonicalJson.digest(blocks).hex();
    }

    /** What the metadata names and nothing else: only the backfill knows what the library has. */
    private static StrategyEntry.PythonImplementation implementation(@Nullable JsonNode meta) {
        JsonNode named = Trees.get(meta, "python_implementation");
        String module = Trees.textOr(named, "module", Trees.textOr(meta, "impl_module", ""));
        String func = Trees.textOr(named, "func", Trees.textOr(meta, "impl_func", ""));
        return module.isEmpty() || func.isEmpty()
                ? StrategyEntry.PythonImplementation.NONE
                : new StrategyEntry.PythonImplementation(module, func);
    }
}

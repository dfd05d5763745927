package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.CatalogIds;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import java.nio.charset.StandardCharsets;

/**
 * {@code strategy_meta.json}: the strategy under the names of the initialisation guide, and how it builds its portfolio.
 * Pure.
 */
public final class StrategyMeta {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String MODULE = "rd_strategies_lib.generated";
    private static final int HASH_DIGITS = 6;

    private StrategyMeta() {}

    /**
     * The Python function that gives the loop's strategy: {@code get_<strategy_id>_config}. Characters that no identifier
     * may hold become {@code _}; if they are others than {@code -} a few digits of a hash keep different ids apart.
     */
    public static String function(LoopKey loop) {
        String id = CatalogIds.strategyId(loop);
        String word = id.replaceAll("[^A-Za-z0-9_]", "_");
        if (id.replace('-', '_').equals(word)) {
            return "get_" + word + "_config";
        }
        String hash = Sha256.of(id.getBytes(StandardCharsets.UTF_8)).hex().substring(0, HASH_DIGITS);
        return "get_" + word + "_" + hash + "_config";
    }

    static ObjectNode of(LoopFacts facts, ExistingFile existing) {
        Envelope envelope = facts.envelope();
        ExecutedConfiguration configuration = facts.configuration();
        ObjectNode portfolio =
                Origin.mark(PortfolioConfig.of(configuration), facts.evidence().configurationOrigin());
        ObjectNode file = existing.isForeign() ? envelope.keep(existing.content()) : envelope.start();
        String id = CatalogIds.strategyId(envelope.loop());
        String function = function(envelope.loop());
        file.put("strategy_id", id).put("strategy_name", id);
        file.put("impl_module", MODULE).put("impl_func", function);
        file.set(
                "python_implementation", JSON.objectNode().put("module", MODULE).put("func", function));
        if (!existing.isOurs() && Origin.isDefault(portfolio) && isUsable(existing.content())) {
            // Also where an overwrite was requested: a value of another writer is better than a default.
            file.set("portfolio_config", existing.content().get("portfolio_config"));
        }
        if ((existing.isForeign() || file.has("portfolio_config")) && isUsable(file)) {
            Envelope.addMissing((ObjectNode) file.get("portfolio_config"), Origin.FIELD, Origin.EXISTING);
        } else {
            file.set("portfolio_config", portfolio);
        }
        if (configuration.source() != null) {
            file.set(FormerMetadata.CONFIGURATION, FormerMetadata.remembered(configuration));
        }
        Envelope.addMissing(file, "generated_at_utc", envelope.time());
        return existing.isForeign() ? file : Envelope.markAsOurs(file);
    }

    private static boolean isUsable(ObjectNode file) {
        return file.path("portfolio_config").isObject()
                && file.path("portfolio_config")
                                .path("signal_config")
                                .path("top_k")
                                .asInt(0)
                        > 0;
    }
}

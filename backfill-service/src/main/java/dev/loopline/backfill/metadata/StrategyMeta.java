package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.code.LibraryFunctions;
import dev.loopline.backfill.code.LibraryFunctions.Access;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import dev.loopline.contracts.CatalogIds;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/**
 * {@code strategy_meta.json}: the strategy under the names of the initialisation guide, and how it builds its portfolio.
 * Pure.
 */
public final class StrategyMeta {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String MODULE = "rd_strategies_lib.generated";
    private static final int HASH_DIGITS = 6;
    private static final String MISSING = "implementation_missing";
    private static final String SIGNAL = "signal_config";
    private static final String TOP_K = "top_k";
    private static final String NO_STRATEGY = "NO_STRATEGY";

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

    /** @param functions what the library of strategies has */
    static ObjectNode of(LoopFacts facts, ExistingFile existing, LibraryFunctions functions) {
        Envelope envelope = facts.envelope();
        ExecutedConfiguration configuration = facts.configuration();
        ObjectNode portfolio =
                Origin.mark(PortfolioConfig.of(configuration), facts.evidence().configurationOrigin());
        ObjectNode file = existing.isForeign() ? envelope.keep(existing.content()) : envelope.start();
        String id = CatalogIds.strategyId(envelope.loop());
        file.put("strategy_id", id).put("strategy_name", id);
        name(file, existing.content(), functions);
        wholeNumber(file);
        ObjectNode before = existing.content().deepCopy();
        wholeNumber(before);
        if (!existing.isOurs() && Origin.isDefault(portfolio) && isUsable(before)) {
            // Also where an overwrite was requested: a value of another writer is better than a default.
            file.set("portfolio_config", before.get("portfolio_config"));
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

    /** Names a function only if the library has it; else says why there is none. One of another module stays. */
    private static void name(ObjectNode file, ObjectNode before, LibraryFunctions functions) {
        Access access = functions.strategyLibrary();
        String function = functions.strategy();
        boolean isThere = access == Access.HERE
                || access.mayHold() && before.path("impl_func").asText("").equals(function);
        file.remove(MISSING);
        if (function != null && isThere) {
            file.put("impl_module", MODULE).put("impl_func", function);
            file.set(
                    "python_implementation",
                    JSON.objectNode().put("module", MODULE).put("func", function));
            return;
        }
        JsonNode named = before.path("python_implementation");
        String module = named.path("module").asText(before.path("impl_module").asText(MODULE));
        if (!module.equals(MODULE) && named.hasNonNull("func")) {
            file.set("impl_module", before.path("impl_module"));
            file.set("impl_func", before.path("impl_func"));
            file.set("python_implementation", named);
            return;
        }
        file.putNull("impl_module").putNull("impl_func");
        file.putObject("python_implementation");
        file.put(MISSING, function == null ? NO_STRATEGY : Implementation.reason(access));
    }

    /** How many stocks are held: other writers put 50.0 or "50" as well. */
    private static void wholeNumber(ObjectNode file) {
        if (file.path("portfolio_config").path(SIGNAL) instanceof ObjectNode signal
                && !signal.path(TOP_K).isIntegralNumber()) {
            try {
                signal.put(TOP_K, new BigDecimal(signal.path(TOP_K).asText().strip()).intValueExact());
            } catch (ArithmeticException | NumberFormatException e) {
                return; // It is no number of stocks, so the block is not usable.
            }
        }
    }

    private static boolean isUsable(ObjectNode file) {
        JsonNode topK = file.path("portfolio_config").path(SIGNAL).path(TOP_K);
        return topK.isIntegralNumber() && topK.asInt() > 0;
    }
}

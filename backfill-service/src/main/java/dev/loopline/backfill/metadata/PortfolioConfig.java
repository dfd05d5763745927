package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How signals become positions: from the arguments of the strategy that ran and the costs of its backtest. What these do
 * not say keeps its usual value and is listed under {@code default_fields}; a block of usual values only is a default.
 */
final class PortfolioConfig {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int USUAL_TOP_K = 50;
    private static final List<String> COSTS =
            List.of("open_cost", "close_cost", "min_cost", "limit_threshold", "deal_price");

    private final ObjectNode config = usual();
    private final ArrayNode defaults = JSON.arrayNode();

    private PortfolioConfig() {}

    static ObjectNode of(@Nullable JsonNode strategy, @Nullable JsonNode backtest) {
        if (strategy == null || !strategy.path("kwargs").isObject()) {
            return usual().put(Origin.FIELD, Origin.DEFAULT);
        }
        return new PortfolioConfig().derive(strategy.path("kwargs"), backtest);
    }

    private static ObjectNode usual() {
        ObjectNode config = JSON.objectNode();
        config.putObject("signal_config")
                .put("top_k", USUAL_TOP_K)
                .put("min_score", 0.5)
                .put("max_positions", USUAL_TOP_K)
                .put("score_field", "score");
        config.putObject("weight_config").put("method", "equal_weight").put("max_single_weight", 0.05);
        config.putObject("rebalance_config").put("freq", "1d").put("rebalance_threshold", 0.1);
        config.putObject("risk_config").put("max_drawdown", 0.2).put("max_single_loss", 0.05);
        return config;
    }

    private ObjectNode derive(JsonNode kwargs, @Nullable JsonNode backtest) {
        ObjectNode signal = block("signal_config");
        JsonNode topK = kwargs.path("topk");
        if (topK.isInt() && topK.intValue() > 0) {
            signal.set("top_k", topK);
            signal.set("max_positions", topK);
        } else {
            defaults.add("signal_config.top_k").add("signal_config.max_positions");
        }
        JsonNode minScore = kwargs.path("min_score");
        signal.set("min_score", minScore.isNumber() ? minScore : JSON.nullNode());
        defaults.add("signal_config.score_field");
        copy(kwargs, "n_drop", signal);

        ObjectNode weight = block("weight_config");
        defaults.add("weight_config.method").add("weight_config.max_single_weight");
        copy(kwargs, "max_position_ratio", weight);
        copy(kwargs, "risk_degree", weight);
        copy(kwargs, "hold_thresh", block("rebalance_config"));
        defaults.add("rebalance_config.freq").add("rebalance_config.rebalance_threshold");
        risk(kwargs);
        if (backtest != null) {
            costs(backtest);
        }
        config.set("default_fields", defaults);
        return config.put(Origin.FIELD, Origin.DERIVED);
    }

    /** A stop loss is written as a negative share of the price; the block wants its size. */
    private void risk(JsonNode kwargs) {
        ObjectNode risk = block("risk_config");
        JsonNode stop = kwargs.path("stop_loss");
        defaults.add("risk_config.max_drawdown");
        if (stop.isNumber()) {
            risk.put("max_single_loss", Math.abs(stop.doubleValue()));
            risk.set("stop_loss", stop);
        } else {
            defaults.add("risk_config.max_single_loss");
        }
    }

    private void costs(JsonNode backtest) {
        ObjectNode costs = JSON.objectNode();
        for (String field : COSTS) {
            copy(backtest.path("exchange_kwargs"), field, costs);
        }
        if (!costs.isEmpty()) {
            config.set("cost_config", costs);
        }
        copy(backtest, "account", config);
        copy(backtest, "benchmark", config);
    }

    private ObjectNode block(String name) {
        return config.withObject("/" + name);
    }

    private static void copy(JsonNode from, String field, ObjectNode to) {
        if (from.hasNonNull(field)) {
            to.set(field, from.get(field));
        }
    }
}

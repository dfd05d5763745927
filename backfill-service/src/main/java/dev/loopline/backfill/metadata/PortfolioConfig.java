package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How signals become positions: from the arguments of the strategy that ran, and the dates, account and costs of its
 * backtest. What these do not say keeps its usual value and is listed under {@code default_fields}; a block of usual values
 * only is a default.
 */
final class PortfolioConfig {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int USUAL_TOP_K = 50;
    private static final List<String> COSTS =
            List.of("open_cost", "close_cost", "min_cost", "limit_threshold", "deal_price", "freq");
    private static final Pattern STEP = Pattern.compile("(\\d{0,4})(day|week|month|minute)");

    private final ObjectNode config = usual();
    private final ArrayNode defaults = JSON.arrayNode();

    private PortfolioConfig() {}

    static ObjectNode of(ExecutedConfiguration ran) {
        JsonNode strategy = ran.strategy();
        JsonNode backtest = ran.backtest();
        if (strategy == null && backtest == null) {
            return usual().put(Origin.FIELD, Origin.DEFAULT);
        }
        PortfolioConfig portfolio = new PortfolioConfig();
        portfolio.strategy(strategy == null ? JSON.missingNode() : strategy);
        if (backtest != null) {
            portfolio.backtest(backtest);
        }
        portfolio.rebalance(ran.executor());
        portfolio.config.set("default_fields", portfolio.defaults);
        return portfolio.config.put(Origin.FIELD, Origin.of(ran));
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

    private void strategy(JsonNode strategy) {
        JsonNode kwargs = strategy.path("kwargs");
        copy(strategy, "class", block("strategy"));
        copy(strategy, "module_path", block("strategy"));
        if (block("strategy").isEmpty()) {
            config.remove("strategy");
        }
        signal(kwargs);
        weight(strategy.path("class").asText(), kwargs);
        risk(kwargs);
    }

    private void signal(JsonNode kwargs) {
        ObjectNode signal = block("signal_config");
        JsonNode topK = kwargs.path("topk");
        if (topK.isNumber() && topK.intValue() > 0) {
            signal.put("top_k", topK.intValue());
            signal.put("max_positions", topK.intValue());
        } else {
            defaults.add("signal_config.top_k").add("signal_config.max_positions");
        }
        JsonNode minScore = kwargs.path("min_score");
        signal.set("min_score", minScore.isNumber() ? minScore : JSON.nullNode());
        defaults.add("signal_config.score_field");
        copy(kwargs, "n_drop", signal);
    }

    /** qlib's strategies of the best k buy each for the same sum; no other weight is in their arguments. */
    private void weight(String strategy, JsonNode kwargs) {
        ObjectNode weight = block("weight_config");
        if (!strategy.endsWith("TopkDropoutStrategy")) {
            defaults.add("weight_config.method");
        }
        JsonNode most = kwargs.path("max_single_weight");
        if (most.isNumber()) {
            weight.set("max_single_weight", most);
        } else {
            defaults.add("weight_config.max_single_weight");
        }
        copy(kwargs, "max_position_ratio", weight);
        copy(kwargs, "risk_degree", weight);
    }

    /** A stop loss is written as a negative share of the price; the block wants its size. */
    private void risk(JsonNode kwargs) {
        ObjectNode risk = block("risk_config");
        JsonNode stop = kwargs.path("stop_loss");
        JsonNode drawdown = kwargs.path("max_drawdown");
        if (drawdown.isNumber()) {
            risk.put("max_drawdown", Math.abs(drawdown.doubleValue()));
        } else {
            defaults.add("risk_config.max_drawdown");
        }
        if (stop.isNumber()) {
            risk.put("max_single_loss", Math.abs(stop.doubleValue()));
            risk.set("stop_loss", stop);
        } else {
            defaults.add("risk_config.max_single_loss");
        }
        copy(kwargs, "hold_thresh", block("rebalance_config"));
    }

    private void backtest(JsonNode backtest) {
        ObjectNode costs = JSON.objectNode();
        for (String field : COSTS) {
            copy(backtest.path("exchange_kwargs"), field, costs);
        }
        if (!costs.isEmpty()) {
            config.set("cost_config", costs);
        }
        for (String field : List.of("account", "benchmark", "start_time", "end_time")) {
            copy(backtest, field, config);
        }
    }

    /** How often the executor acts; qlib writes a day as {@code day} or {@code 1day}. */
    private void rebalance(@Nullable JsonNode executor) {
        JsonNode step =
                executor == null ? JSON.missingNode() : executor.path("kwargs").path("time_per_step");
        Matcher time = STEP.matcher(step.asText());
        if (time.matches()) {
            String count = time.group(1).isEmpty() ? "1" : time.group(1);
            block("rebalance_config")
                    .put(
                            "freq",
                            count
                                    + ("minute".equals(time.group(2))
                                            ? "min"
                                            : time.group(2).substring(0, 1)));
        } else {
            defaults.add("rebalance_config.freq");
        }
        defaults.add("rebalance_config.rebalance_threshold");
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

package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The check of evolved factors by the figures of their backtest: one that has them is marked {@value #VALID}; one that has
 * not is listed all the same, without that flag and with the reason. Losses of the training are no such figures. Pure.
 */
final class MetricCheck {

    static final String VALID = "metrics_valid";
    static final String REASON = "metrics_missing";

    private static final List<String> WINDOW = List.of("annual_return", "max_drawdown", "sharpe");
    private static final List<String> METRICS =
            List.of("annualized_return", "max_drawdown", "sharpe", "ic", "ic_ir", "IC", "ICIR", "Rank IC", "Rank ICIR");

    private MetricCheck() {}

    /**
     * Marks the factors of a {@code factor_meta.json}.
     *
     * @param performance the content of {@code factor_perf.json}; null or missing if there is none
     * @return whether every evolved factor has valid metrics
     */
    static boolean mark(ObjectNode factorMeta, @Nullable JsonNode performance) {
        JsonNode checked = performance == null ? JsonNodeFactory.instance.missingNode() : performance;
        String reason = reason(checked);
        boolean all = true;
        for (JsonNode item : factorMeta.path("factors")) {
            if (item instanceof ObjectNode factor
                    && factor.path("source").asText().equals(FactorMeta.EVOLVED)) {
                factor.remove(List.of(VALID, REASON));
                if (reason.isEmpty()) {
                    factor.put(VALID, true);
                } else {
                    factor.put(REASON, reason);
                    all = false;
                }
            }
        }
        return all;
    }

    private static String reason(JsonNode performance) {
        if (performance.isMissingNode()) {
            return "the loop has no factor_perf.json";
        }
        for (JsonNode combination : performance.path("combinations")) {
            for (JsonNode window : combination.path("windows")) {
                if (hasNumber(window, WINDOW) || hasNumber(window.path("metrics"), METRICS)) {
                    return "";
                }
            }
        }
        return "factor_perf.json holds no figure of a backtest";
    }

    private static boolean hasNumber(JsonNode object, List<String> fields) {
        return fields.stream().anyMatch(field -> object.path(field).isNumber());
    }
}

package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The six figures of a loop: the entry's own, else the first that its metrics have under a known name. Figures without
 * cost come before those with cost, as in {@code factor_perf.json}. Zero is a figure. Pure.
 */
final class LoopFigures {

    private static final String WITHOUT_COST = "1day.excess_return_without_cost.";
    private static final String WITH_COST = "1day.excess_return_with_cost.";

    static final List<String> ANNUALIZED_RETURN = List.of(
            "annualized_return", WITHOUT_COST + "annualized_return", WITH_COST + "annualized_return", "annual_return");
    static final List<String> MAX_DRAWDOWN =
            List.of("max_drawdown", WITHOUT_COST + "max_drawdown", WITH_COST + "max_drawdown");
    static final List<String> SHARPE = List.of(
            "sharpe",
            WITHOUT_COST + "information_ratio",
            WITH_COST + "information_ratio",
            "sharpe_ratio",
            "information_ratio");
    static final List<String> IC = List.of("ic", "IC", "Rank IC", "1day.IC.mean", "1day.Rank IC.mean");
    static final List<String> IC_IR = List.of("ic_ir", "ICIR", "Rank ICIR");
    static final List<String> WIN_RATE = List.of("win_rate");

    private LoopFigures() {}

    static @Nullable Double first(@Nullable Double own, @Nullable JsonNode metrics, List<String> names) {
        if (own != null && Double.isFinite(own)) {
            return own;
        }
        if (metrics == null) {
            return null;
        }
        for (String name : names) {
            JsonNode value = metrics.get(name);
            if (value != null && value.isNumber() && Double.isFinite(value.doubleValue())) {
                return value.doubleValue();
            }
        }
        return null;
    }
}

package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The figures of {@code factor_perf.json}, by factor name: those of the first window of a combination belong to every
 * factor that it names; of several combinations with the same factor the last one counts. A combination without a window
 * has no figures.
 */
final class BacktestFigures {

    /** What the catalogs say of a factor without figures. */
    static final String NONE = "无回测记录";

    private static final String UNKNOWN = "N/A";
    private static final Figures NO_FIGURES = new Figures(null, null, null);

    private final Map<String, Figures> byName = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** Of one window; a figure that the file does not give as a finite number is null. */
    record Figures(
            @Nullable Double sharpe,
            @Nullable Double annualReturn,
            @Nullable Double maxDrawdown) {

        /** For people: {@code Sharpe: 1.23, Ann.Ret: 15.00%}. */
        String best() {
            if (sharpe == null && annualReturn == null) {
                return NONE;
            }
            String ratio = sharpe == null ? UNKNOWN : twoDecimals(sharpe);
            String percent = annualReturn == null ? UNKNOWN : twoDecimals(annualReturn * 100) + "%";
            return "Sharpe: " + ratio + ", Ann.Ret: " + percent;
        }

        /** As Python's {@code .2f} rounds: by the exact binary value, ties to even. */
        private static String twoDecimals(double figure) {
            return new BigDecimal(figure).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
        }
    }

    BacktestFigures(@Nullable JsonNode factorPerf) {
        Trees.elements(factorPerf, "combinations").forEach(this::add);
    }

    /** {@link #NO_FIGURES} if the factor is in no combination. */
    Figures of(String rawName) {
        return byName.getOrDefault(rawName, NO_FIGURES);
    }

    /** All names of all combinations, each once, in order. */
    List<String> names() {
        return new ArrayList<>(names);
    }

    private void add(JsonNode combination) {
        List<String> inCombination = Trees.texts(combination, "factor_names");
        names.addAll(inCombination);
        first(Trees.elements(combination, "windows"))
                .ifPresent(figures -> inCombination.forEach(name -> byName.put(name, figures)));
    }

    private static java.util.Optional<Figures> first(Stream<JsonNode> windows) {
        return windows.findFirst()
                .map(window -> new Figures(
                        Trees.number(window, "sharpe"),
                        Trees.number(window, "annual_return"),
                        Trees.number(window, "max_drawdown")));
    }
}

package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
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

    private static final Figures NO_FIGURES = new Figures(null, null, null);

    private final Map<String, Figures> byName = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** Of one window; a figure that the file does not give as a finite number is null. */
    record Figures(
            @Nullable Double sharpe,
            @Nullable Double annualReturn,
            @Nullable Double maxDrawdown) {}

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

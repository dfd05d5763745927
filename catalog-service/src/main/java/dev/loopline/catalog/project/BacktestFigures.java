package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.catalog.FactorNames;
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
 * has no figures. Coefficients that the file has of a factor itself come before those of its combination. A name leads to the factor that
 * is spelled the same, else to the one that differs in case, signs and prefixes only.
 */
final class BacktestFigures {

    private static final Figures NO_FIGURES = new Figures(null, null, null, null, null, null, null);

    private static final List<String> IC = List.of("ic", "IC", "ic_mean");
    private static final List<String> IC_IR = List.of("ic_ir", "ICIR", "icir");
    private static final List<String> RANK_IC = List.of("rank_ic", "Rank IC", "rank_ic_mean");
    private static final List<String> RANK_IC_IR = List.of("rank_ic_ir", "Rank ICIR", "rank_icir");

    private final Map<String, Figures> byName = new HashMap<>();
    private final Map<String, Figures> bySpelling = new HashMap<>();
    private final Map<String, JsonNode> ownOf = new HashMap<>();
    private final Set<String> names = new LinkedHashSet<>();

    /** Of one window; a figure that the file does not give as a finite number is null. */
    record Figures(
            @Nullable Double sharpe,
            @Nullable Double annualReturn,
            @Nullable Double maxDrawdown,
            @Nullable Double ic,
            @Nullable Double icIr,
            @Nullable Double rankIc,
            @Nullable Double rankIcIr) {

        /** With the coefficients of the factor itself, as far as there are any. */
        private Figures with(@Nullable JsonNode own) {
            JsonNode metrics = Trees.get(own, "metrics");
            return own == null
                    ? this
                    : new Figures(
                            sharpe,
                            annualReturn,
                            maxDrawdown,
                            number(IC, ic, own, metrics),
                            number(IC_IR, icIr, own, metrics),
                            number(RANK_IC, rankIc, own, metrics),
                            number(RANK_IC_IR, rankIcIr, own, metrics));
        }
    }

    BacktestFigures(@Nullable JsonNode factorPerf) {
        Trees.elements(factorPerf, "combinations").forEach(this::add);
        Trees.elements(factorPerf, "factors")
                .forEach(own -> ownOf.put(FactorNames.spelling(Trees.textOr(own, "name", "")), own));
    }

    /** {@link #NO_FIGURES} if the factor is in no combination and has none of its own. */
    Figures of(String rawName) {
        String spelling = FactorNames.spelling(rawName);
        Figures found = byName.getOrDefault(rawName, bySpelling.getOrDefault(spelling, NO_FIGURES));
        return found.with(ownOf.get(spelling));
    }

    /** The loop's factors, each once: those of the combinations first, in their order. */
    List<String> inOrder(List<String> factors) {
        Map<String, String> spellings = new HashMap<>();
        factors.forEach(name -> spellings.putIfAbsent(FactorNames.spelling(name), name));
        Set<String> known = new LinkedHashSet<>(factors);
        Stream<String> first = names.stream()
                .map(name -> known.contains(name) ? name : spellings.get(FactorNames.spelling(name)))
                .flatMap(Stream::ofNullable);
        return Stream.concat(first, known.stream()).distinct().toList();
    }

    private void add(JsonNode combination) {
        List<String> inCombination = Trees.texts(combination, "factor_names");
        names.addAll(inCombination);
        Trees.elements(combination, "windows")
                .findFirst()
                .map(BacktestFigures::figures)
                .ifPresent(figures -> {
                    for (String name : inCombination) {
                        byName.put(name, figures);
                        bySpelling.put(FactorNames.spelling(name), figures);
                    }
                });
    }

    private static Figures figures(JsonNode window) {
        JsonNode metrics = Trees.get(window, "metrics");
        return new Figures(
                Trees.number(window, "sharpe"),
                Trees.number(window, "annual_return"),
                Trees.number(window, "max_drawdown"),
                number(IC, null, metrics),
                number(IC_IR, null, metrics),
                number(RANK_IC, null, metrics),
                number(RANK_IC_IR, null, metrics));
    }

    private static @Nullable Double number(
            List<String> names, @Nullable Double otherwise, @Nullable JsonNode... objects) {
        List<Double> found = new ArrayList<>();
        for (JsonNode object : objects) {
            for (String name : names) {
                Stream.ofNullable(Trees.number(object, name)).forEach(found::add);
            }
        }
        return found.isEmpty() ? otherwise : found.get(0);
    }
}

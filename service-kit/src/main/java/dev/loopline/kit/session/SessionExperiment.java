package dev.loopline.kit.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The experiment of a loop as RD-Agent kept it in its newest state: after the backtest, else before it.
 *
 * @param ran whether the runner left a result; a loop without one ended without result
 * @param figures what the backtest measured, by qlib's name; a figure that is not a number is left out
 * @param acceptedFactors names of the factors of the accepted experiments that it builds on, in their order, each once
 * @param factorExperiments how many accepted experiments of factors it builds on
 * @param modelExperiments how many accepted experiments of models it builds on
 * @param baseFeatures name to expression of the features that it starts from; empty where the session does not say
 */
public record SessionExperiment(
        boolean ran,
        Map<String, Double> figures,
        List<String> acceptedFactors,
        int factorExperiments,
        int modelExperiments,
        Map<String, String> baseFeatures) {

    public SessionExperiment {
        figures = Collections.unmodifiableMap(new LinkedHashMap<>(figures));
        acceptedFactors = List.copyOf(acceptedFactors);
        baseFeatures = Collections.unmodifiableMap(new LinkedHashMap<>(baseFeatures));
    }
}

package dev.loopline.kit.session;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A factor or model that a loop set out to write.
 *
 * @param kind which of the two
 * @param name as RD-Agent names it
 * @param description one sentence or more
 * @param formulation the formula, often in LaTeX
 * @param variables name to meaning
 * @param architecture of a model
 * @param modelType {@code TimeSeries}, {@code Tabular} or another word, of a model
 * @param trainingHyperparameters such as {@code n_epochs} and {@code lr}, of a model, as texts
 */
public record SessionTask(
        Kind kind,
        @Nullable String name,
        @Nullable String description,
        @Nullable String formulation,
        Map<String, String> variables,
        @Nullable String architecture,
        @Nullable String modelType,
        Map<String, String> trainingHyperparameters) {

    /** What is to be written. */
    public enum Kind {
        FACTOR,
        MODEL
    }

    public SessionTask {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables)); // in the order that RD-Agent wrote
        trainingHyperparameters = Collections.unmodifiableMap(new LinkedHashMap<>(trainingHyperparameters));
    }
}

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
 */
public record SessionTask(
        Kind kind,
        @Nullable String name,
        @Nullable String description,
        @Nullable String formulation,
        Map<String, String> variables,
        @Nullable String architecture) {

    /** What is to be written. */
    public enum Kind {
        FACTOR,
        MODEL
    }

    public SessionTask {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables)); // in the order that RD-Agent wrote
    }
}

package dev.loopline.contracts.event;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * The content of the five metadata files of a loop's primary workspace, as it stands on disk. Null where the file is not
 * written for such a loop: a loop without result has no performance.
 *
 * @param factorMeta {@code factor_meta.json}
 * @param factorPerf {@code factor_perf.json}
 * @param feedback {@code feedback.json}
 * @param modelMeta {@code model_meta.json}
 * @param strategyMeta {@code strategy_meta.json}
 */
public record Metadata(
        @Nullable JsonNode factorMeta,
        @Nullable JsonNode factorPerf,
        @Nullable JsonNode feedback,
        @Nullable JsonNode modelMeta,
        @Nullable JsonNode strategyMeta) {

    public static final String FACTOR_META = "factor_meta.json";
    public static final String FACTOR_PERF = "factor_perf.json";
    public static final String FEEDBACK = "feedback.json";
    public static final String MODEL_META = "model_meta.json";
    public static final String STRATEGY_META = "strategy_meta.json";
}

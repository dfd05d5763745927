package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How features are treated before the model sees them: from the processors of the data handler that ran. A handler without
 * processors of features treats them not at all, and that is said. Only where the configuration names no processors, and
 * the handler's own ones are not known, the usual values stand, marked as a default.
 */
final class PreprocessConfig {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static final Map<String, String> NORMALIZING = Map.of(
            "RobustZScoreNorm", "zscore",
            "ZScoreNorm", "zscore",
            "CSZScoreNorm", "zscore",
            "MinMaxNorm", "minmax",
            "CSRankNorm", "rank");

    /** Handlers of qlib that process features only as they are told to. */
    private static final Set<String> PLAIN_HANDLERS = Set.of("DataHandlerLP", "Alpha158");

    private static final int QLIB_CLIP = 3;

    private PreprocessConfig() {}

    static ObjectNode of(ExecutedConfiguration configuration) {
        JsonNode dataset = configuration.dataset();
        JsonNode handler =
                dataset == null ? JSON.objectNode() : dataset.path("kwargs").path("handler");
        if (handler.path("kwargs").path("preprocess") instanceof ObjectNode said) {
            return said.deepCopy().put(Origin.FIELD, Origin.DERIVED);
        }
        JsonNode data = configuration.dataHandler();
        JsonNode infer = processors(handler, data, "infer_processors");
        JsonNode learn = processors(handler, data, "learn_processors");
        boolean plain = PLAIN_HANDLERS.contains(handler.path("class").asText());
        if (infer.isMissingNode() && (learn.isMissingNode() || !plain)) {
            return usual();
        }
        return derived(infer, learn);
    }

    static ObjectNode usual() {
        ObjectNode config = JSON.objectNode();
        config.put("normalize", "zscore").put("fillna", "forward_fill");
        config.putNull("clip");
        return config.put("standardize_features", true).put(Origin.FIELD, Origin.DEFAULT);
    }

    private static ObjectNode derived(JsonNode infer, JsonNode learn) {
        String normalize = "none";
        String fillna = "none";
        ObjectNode config = JSON.objectNode();
        config.put("normalize", normalize).put("fillna", fillna).putNull("clip");
        for (JsonNode processor : infer) {
            String name = processor.path("class").asText();
            JsonNode kwargs = processor.path("kwargs");
            if (kwargs.path("fields_group").asText("feature").equals("label")) {
                continue;
            }
            normalize = NORMALIZING.getOrDefault(name, normalize);
            fillna = fillna(name, kwargs, fillna);
            if (name.equals("RobustZScoreNorm") && kwargs.path("clip_outlier").asBoolean(true)) {
                config.putArray("clip").add(-QLIB_CLIP).add(QLIB_CLIP);
            }
        }
        config.put("normalize", normalize).put("fillna", fillna);
        config.put("standardize_features", !normalize.equals("none"));
        config.set("infer_processors", infer.isArray() ? infer : JSON.arrayNode());
        config.set("learn_processors", learn.isArray() ? learn : JSON.arrayNode());
        return config.put(Origin.FIELD, Origin.DERIVED);
    }

    private static String fillna(String processor, JsonNode kwargs, String before) {
        if (processor.equals("CSZFillna")) {
            return "mean";
        }
        if (!processor.equals("Fillna")) {
            return before;
        }
        JsonNode value = kwargs.path("fill_value");
        return value.isMissingNode() || value.asDouble(0) == 0 ? "zero" : "constant";
    }

    private static JsonNode processors(JsonNode handler, @Nullable JsonNode data, String field) {
        JsonNode own = handler.path("kwargs").path(field);
        return own.isMissingNode() && data != null ? data.path(field) : own;
    }
}

package dev.loopline.backfill.metadata;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.yaml.ExecutedConfiguration;
import java.util.HashSet;
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

    /** Handlers of qlib that process features only as their parameters say. */
    private static final Set<String> PLAIN_HANDLERS = Set.of("DataHandlerLP", "Alpha158");

    /** What qlib's handler of 360 features does where its parameters say nothing else. */
    private static final JsonNode ALPHA360 = JSON.arrayNode()
            .add(JSON.objectNode().put("class", "ProcessInf"))
            .add(JSON.objectNode().put("class", "ZScoreNorm"))
            .add(JSON.objectNode().put("class", "Fillna"));

    private static final int QLIB_CLIP = 3;

    private final ObjectNode config = JSON.objectNode();
    private String normalize = "none";
    private String fillna = "none";
    private String label = "none";

    private PreprocessConfig() {}

    static ObjectNode of(ExecutedConfiguration configuration) {
        JsonNode dataset = configuration.dataset();
        JsonNode handler =
                dataset == null ? JSON.objectNode() : dataset.path("kwargs").path("handler");
        if (handler.path("kwargs").path("preprocess") instanceof ObjectNode said) {
            return said.deepCopy().put(Origin.FIELD, Origin.of(configuration));
        }
        JsonNode data = configuration.dataHandler();
        JsonNode infer = processors(handler, data, "infer_processors");
        JsonNode learn = processors(handler, data, "learn_processors");
        String kind = handler.path("class").asText();
        if (infer.isMissingNode() && kind.equals("Alpha360")) {
            infer = ALPHA360;
        }
        if (infer.isMissingNode() && (learn.isMissingNode() || !PLAIN_HANDLERS.contains(kind))) {
            return usual();
        }
        return new PreprocessConfig().derive(infer, learn).put(Origin.FIELD, Origin.of(configuration));
    }

    static ObjectNode usual() {
        ObjectNode config = JSON.objectNode();
        config.put("normalize", "zscore").put("fillna", "forward_fill");
        config.putNull("clip");
        return config.put("standardize_features", true).put(Origin.FIELD, Origin.DEFAULT);
    }

    private ObjectNode derive(JsonNode infer, JsonNode learn) {
        config.put("normalize", normalize).put("fillna", fillna).putNull("clip");
        infer.forEach(this::apply);
        learn.forEach(processor -> {
            if (groups(processor.path("kwargs")).contains("label")) {
                label = NORMALIZING.getOrDefault(processor.path("class").asText(), label);
            }
        });
        config.put("normalize", normalize).put("fillna", fillna);
        config.put("standardize_features", !normalize.equals("none"));
        config.put("label_normalize", label);
        config.set("infer_processors", infer.isArray() ? infer : JSON.arrayNode());
        config.set("learn_processors", learn.isArray() ? learn : JSON.arrayNode());
        return config;
    }

    /** The last one of a kind counts, as it is the one whose output the model sees. */
    private void apply(JsonNode processor) {
        String name = processor.path("class").asText();
        JsonNode kwargs = processor.path("kwargs");
        Set<String> groups = groups(kwargs);
        if (groups.contains("label")) {
            label = NORMALIZING.getOrDefault(name, label);
        }
        if (!groups.isEmpty() && !groups.contains("feature")) {
            return;
        }
        if (NORMALIZING.containsKey(name)) {
            normalize = NORMALIZING.getOrDefault(name, normalize);
            config.put("normalize_processor", name);
            copy(kwargs, "fit_start_time");
            copy(kwargs, "fit_end_time");
        }
        fillna = fillna(name, kwargs, fillna);
        if (name.equals("RobustZScoreNorm") && kwargs.path("clip_outlier").asBoolean(true)) {
            config.putArray("clip").add(-QLIB_CLIP).add(QLIB_CLIP);
        }
    }

    /** A processor of no group treats all columns. */
    private static Set<String> groups(JsonNode kwargs) {
        JsonNode said = kwargs.path("fields_group");
        Set<String> groups = new HashSet<>();
        if (said.isTextual()) {
            groups.add(said.textValue());
        }
        said.forEach(group -> groups.add(group.asText()));
        return groups;
    }

    private void copy(JsonNode kwargs, String field) {
        config.remove(field);
        if (kwargs.hasNonNull(field)) {
            config.set(field, kwargs.get(field));
        }
    }

    private String fillna(String processor, JsonNode kwargs, String before) {
        if (processor.equals("CSZFillna")) {
            return "mean";
        }
        if (!processor.equals("Fillna")) {
            return before;
        }
        if (kwargs.path("fill_value").isNumber() && kwargs.path("fill_value").doubleValue() != 0) {
            config.set("fill_value", kwargs.get("fill_value"));
        }
        JsonNode value = kwargs.path("fill_value");
        return value.isMissingNode() || value.asDouble(0) == 0 ? "zero" : "constant";
    }

    private static JsonNode processors(JsonNode handler, @Nullable JsonNode data, String field) {
        JsonNode own = handler.path("kwargs").path(field);
        return own.isMissingNode() && data != null ? data.path(field) : own;
    }
}

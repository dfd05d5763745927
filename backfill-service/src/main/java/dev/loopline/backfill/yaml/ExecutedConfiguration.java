package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a workspace's backtest ran with.
 *
 * @param source the file in the workspace's root; null if none can be read
 * @param tree its content; an empty object if there is none
 */
public record ExecutedConfiguration(@Nullable String source, ObjectNode tree) {

    /** No configuration. */
    public static final ExecutedConfiguration NONE =
            new ExecutedConfiguration(null, JsonNodeFactory.instance.objectNode());

    /** {@code task.model}; null if there is none. */
    public @Nullable JsonNode model() {
        return object(task().path("model"));
    }

    /** {@code task.dataset}; null if there is none. */
    public @Nullable JsonNode dataset() {
        return object(task().path("dataset"));
    }

    /** {@code data_handler_config}, else the one that the dataset's handler is given; null if there is none. */
    public @Nullable JsonNode dataHandler() {
        JsonNode own = object(tree.path("data_handler_config"));
        JsonNode handler = task().path("dataset").path("kwargs").path("handler").path("kwargs");
        return own != null ? own : object(handler);
    }

    /** The strategy that the portfolio analysis ran; null if there is none. */
    public @Nullable JsonNode strategy() {
        JsonNode top = object(tree.path("strategy"));
        return top != null ? top : object(portfolioAnalysis().path("strategy"));
    }

    /** The backtest settings; null if there are none. */
    public @Nullable JsonNode backtest() {
        JsonNode top = object(tree.path("backtest"));
        return top != null ? top : object(portfolioAnalysis().path("backtest"));
    }

    /** {@code qlib_init.region}; {@code cn} if it is not said. */
    public String region() {
        return tree.path("qlib_init").path("region").asText("cn");
    }

    /** Columns kept by the {@code FilterCol} processors, each once. */
    public List<String> featureList() {
        Set<String> columns = new LinkedHashSet<>();
        JsonNode handler = dataHandler();
        if (handler != null) {
            for (JsonNode processor : handler.path("infer_processors")) {
                if (processor.path("class").asText().equals("FilterCol")) {
                    processor.path("kwargs").path("col_list").forEach(column -> columns.add(column.asText()));
                }
            }
        }
        return List.copyOf(columns);
    }

    /** The universe, text or list; null if it is not said. */
    public @Nullable JsonNode instruments() {
        JsonNode own = task().path("dataset")
                .path("kwargs")
                .path("handler")
                .path("kwargs")
                .path("instruments");
        JsonNode handler = dataHandler();
        JsonNode chosen = own.isMissingNode() && handler != null ? handler.path("instruments") : own;
        return chosen.isMissingNode() || chosen.isNull() ? null : chosen;
    }

    /**
     * The baseline features as qlib is given them: a list of expressions and a list of names; null if there are none or
     * the two do not fit.
     */
    public @Nullable JsonNode baselineFeatures() {
        JsonNode handler = dataHandler();
        if (handler == null) {
            return null;
        }
        JsonNode direct = handler.path("alpha158_config").path("feature");
        JsonNode chosen = direct.isMissingNode()
                ? handler.path("data_loader")
                        .path("kwargs")
                        .path("alpha158_config")
                        .path("feature")
                : direct;
        boolean pairs = chosen.isArray()
                && chosen.size() == 2
                && chosen.get(0).isArray()
                && chosen.get(1).isArray()
                && chosen.get(0).size() == chosen.get(1).size();
        return pairs ? chosen : null;
    }

    /** The executor of the backtest; null if it is not said. */
    public @Nullable JsonNode executor() {
        return object(portfolioAnalysis().path("executor"));
    }

    private JsonNode task() {
        return tree.path("task");
    }

    private JsonNode portfolioAnalysis() {
        JsonNode top = tree.path("port_analysis_config");
        if (top.isObject()) {
            return top;
        }
        for (JsonNode step : task().path("record")) {
            if (step.path("class").asText().equals("PortAnaRecord")) {
                return step.path("kwargs").path("config");
            }
        }
        return top;
    }

    private static @Nullable JsonNode object(JsonNode node) {
        return node.isObject() ? node : null;
    }
}

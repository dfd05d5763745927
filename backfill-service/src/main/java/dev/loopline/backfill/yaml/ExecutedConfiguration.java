package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.runner.BaseFeatures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that a workspace's backtest ran with.
 *
 * @param source the file in the workspace's root; null if none can be read
 * @param tree its content; an empty object if there is none
 * @param certain whether nothing speaks for another file as much as for this one
 * @param usualFeatures whether its base features are RD-Agent's usual ones because nothing says which they were
 */
public record ExecutedConfiguration(@Nullable String source, ObjectNode tree, boolean certain, boolean usualFeatures) {

    /** No configuration. */
    public static final ExecutedConfiguration NONE =
            new ExecutedConfiguration(null, JsonNodeFactory.instance.objectNode(), true, false);

    private static final String TABLE_OF_FACTORS = "combined_factors_df";

    /** {@code task.model}; null if there is none. */
    public @Nullable JsonNode model() {
        return object(task().path("model"));
    }

    /** {@code task.dataset}; null if there is none. */
    public @Nullable JsonNode dataset() {
        return object(task().path("dataset"));
    }

    /** What the dataset's handler is given, else {@code data_handler_config}; null if there is none. */
    public @Nullable JsonNode dataHandler() {
        JsonNode handler = task().path("dataset").path("kwargs").path("handler").path("kwargs");
        JsonNode own = object(tree.path("data_handler_config"));
        return own == null || handler.isObject() && !handler.isEmpty() ? object(handler) : own;
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

    /**
     * The columns that the model is given: those that {@code FilterCol} processors keep; else the features that the loader makes,
     * and after them, where it reads the table of factors, the columns of that table. Each once.
     *
     * @param table the columns of the table of factors
     */
    public List<String> featureList(List<String> table) {
        Set<String> columns = filtered();
        if (columns.isEmpty()) {
            JsonNode baseline = baselineFeatures();
            Stream.concat(Stream.ofNullable(baseline), loaded())
                    .findFirst()
                    .ifPresent(features -> features.get(1).forEach(name -> columns.add(name.asText())));
            if (readsTable()) {
                columns.addAll(table);
            }
        }
        return List.copyOf(columns);
    }

    private boolean readsTable() {
        JsonNode handler = dataHandler();
        return handler != null && handler.path("data_loader").toString().contains(TABLE_OF_FACTORS);
    }

    private Set<String> filtered() {
        Set<String> columns = new LinkedHashSet<>();
        JsonNode handler = dataHandler();
        if (handler != null) {
            for (JsonNode processor : handler.path("infer_processors")) {
                if (processor.path("class").asText().equals("FilterCol")) {
                    processor.path("kwargs").path("col_list").forEach(column -> columns.add(column.asText()));
                }
            }
        }
        return columns;
    }

    /**
     * The features that the model is given beside those of a table: a list of expressions and a list of names, or as the
     * configuration has them; null if it does not say.
     */
    public @Nullable JsonNode features() {
        JsonNode handler = dataHandler();
        JsonNode own = handler == null ? JsonNodeFactory.instance.missingNode() : handler.path("feature");
        if (!own.isMissingNode()) {
            return own;
        }
        JsonNode baseline = baselineFeatures();
        return baseline != null ? baseline : loaded().findFirst().orElseGet(this::ofAlpha158);
    }

    /** Columns that are kept of qlib's own library have its expressions. */
    private @Nullable JsonNode ofAlpha158() {
        List<String> names = List.copyOf(filtered());
        return BaseFeatures.expressions(names)
                .map(expressions -> {
                    ArrayNode pairs = JsonNodeFactory.instance.arrayNode();
                    expressions.forEach(pairs.addArray()::add);
                    names.forEach(pairs.addArray()::add);
                    return pairs;
                })
                .orElse(null);
    }

    /** Expressions and names in the handler's data loader, or in the loaders that are nested in it. */
    private Stream<JsonNode> loaded() {
        JsonNode handler = dataHandler();
        JsonNode loader = handler == null
                ? JsonNodeFactory.instance.missingNode()
                : handler.path("data_loader").path("kwargs");
        List<JsonNode> loaders = new ArrayList<>(List.of(loader));
        loader.path("dataloader_l").forEach(one -> loaders.add(one.path("kwargs")));
        return loaders.stream().map(one -> one.path("config").path("feature")).filter(ExecutedConfiguration::isPairs);
    }

    private static boolean isPairs(JsonNode features) {
        return features.isArray()
                && features.size() == 2
                && features.get(0).isArray()
                && features.get(1).isArray()
                && features.get(0).size() == features.get(1).size();
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
        return isPairs(chosen) ? chosen : null;
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

package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.FoundFile;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    /** RD-Agent's runners choose in this order; each file only if what it needs is in the workspace. */
    private static final List<String> ORDER = List.of(
            "conf_combined_factors_sota_model",
            "conf_combined_factors_dynamic",
            "conf_sota_factors_model",
            "conf_baseline_factors_model",
            "conf_baseline",
            "conf",
            "config");

    private static final Set<String> NEEDS_FACTORS =
            Set.of("conf_combined_factors_sota_model", "conf_combined_factors_dynamic", "conf_sota_factors_model");
    private static final String NEEDS_MODEL = "conf_combined_factors_sota_model";

    /**
     * Chooses among the YAML files in the root; copies and tests are passed over.
     *
     * @param params what the chosen run recorded, for the placeholders of templates
     */
    public static ExecutedConfiguration choose(WorkspaceFolder workspace, Map<String, String> params, Notes notes)
            throws IOException {
        List<String> candidates = candidates(workspace);
        for (String name : candidates) {
            Optional<String> text = workspace.text(name);
            Optional<YamlText.Parsed> parsed =
                    text.flatMap(yaml -> YamlText.parse(yaml, params, workspace.subject(name), notes));
            if (parsed.isPresent()) {
                if (!name.equals(candidates.get(0))) {
                    notes.add(
                            "CONFIGURATION_NOT_EXECUTED",
                            workspace.subject(name),
                            "It was taken because " + candidates.get(0) + " cannot be read.");
                }
                ObjectNode tree = parsed.get().tree();
                compareWithRun(tree, params, workspace.subject(name), notes);
                return new ExecutedConfiguration(name, tree);
            }
        }
        return NONE;
    }

    private static List<String> candidates(WorkspaceFolder workspace) {
        Comparator<String> byRank = Comparator.comparingInt(name -> rank(name, workspace));
        return workspace.files().stream()
                .filter(FoundFile::isInRoot)
                .map(FoundFile::name)
                .filter(name -> name.endsWith(".yaml") || name.endsWith(".yml"))
                .filter(name -> !isCopy(name))
                .sorted(byRank.thenComparing(Comparator.naturalOrder()))
                .toList();
    }

    private static boolean isCopy(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("backup") || lower.contains("_test.") || lower.startsWith("test");
    }

    private static int rank(String name, WorkspaceFolder workspace) {
        String stem = name.substring(0, name.lastIndexOf('.'));
        int order = ORDER.indexOf(stem);
        boolean lacks = NEEDS_FACTORS.contains(stem) && !workspace.has("combined_factors_df.parquet")
                || stem.equals(NEEDS_MODEL) && !workspace.has("model.py");
        if (order < 0) {
            return ORDER.size();
        }
        return lacks ? ORDER.size() + 1 + order : order;
    }

    private static void compareWithRun(ObjectNode tree, Map<String, String> params, String subject, Notes notes) {
        String ran = params.get("task.model.class");
        String says = tree.path("task").path("model").path("class").asText("");
        if (ran != null && !says.isEmpty() && !ran.equals(says)) {
            notes.add(
                    "CONFIGURATION_DIFFERS_FROM_RUN",
                    subject,
                    "It says the model " + says + ", the run recorded " + ran + ".");
        }
    }

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

    private JsonNode task() {
        JsonNode scenario = tree.path("scenario").path("task");
        return tree.path("task").isObject() ? tree.path("task") : scenario;
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

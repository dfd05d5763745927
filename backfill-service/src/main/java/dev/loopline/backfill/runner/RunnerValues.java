package dev.loopline.backfill.runner;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.loopline.backfill.jinja.Variables;
import dev.loopline.kit.session.SessionExperiment;
import dev.loopline.kit.session.SessionTask;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The environment with which RD-Agent's runners fill a configuration, put together again from the session and the settings. What
 * neither says is left out. Stateless.
 */
final class RunnerValues {

    private static final List<String> DATES =
            List.of("train_start", "train_end", "valid_start", "valid_end", "test_start", "test_end");

    /** The runners' own values where the task names others but not these; equal in all versions. */
    private static final Map<String, String> USUAL_TRAINING =
            Map.of("n_epochs", "100", "early_stop", "10", "batch_size", "256", "weight_decay", "0.0001");

    private static final Set<String> TRAINING = Set.of("n_epochs", "lr", "early_stop", "batch_size", "weight_decay");
    private static final Set<String> SHAPE = Set.of("dataset_cls", "step_len", "num_timesteps");

    /** What the runners take for the last day where no setting says it; their templates name none. */
    private static final Map<String, String> LAST_DAY = Map.of("test_end", "2020-08-01");

    private static final String TIME_STEPS = "20";
    private static final Pattern WITH_EXPONENT = Pattern.compile("[-+]?\\d{1,9}(\\.\\d{0,18})?[eE][-+]?\\d{1,2}");
    private static final Set<String> NOTHING = Set.of("", "none", "null");

    private RunnerValues() {}

    static Variables of(Backtest backtest) {
        Map<String, String> known = new LinkedHashMap<>();
        Set<String> absent = new HashSet<>();
        dates(backtest, known);
        features(backtest, known);
        backtest.tasks().stream()
                .filter(task -> task.kind() == SessionTask.Kind.MODEL)
                .findFirst()
                .ifPresent(task -> model(task, known, absent));
        Set<String> noDefault = new HashSet<>(TRAINING);
        noDefault.addAll(SHAPE);
        known.replaceAll((name, value) -> plain(value));
        return new Variables(known, absent, noDefault, LAST_DAY);
    }

    /** Runners of factors read one prefix, those of models the other, whatever command started them. */
    private static void dates(Backtest backtest, Map<String, String> known) {
        String prefix = backtest.action().equals(Backtest.MODEL) ? "QLIB_MODEL_" : "QLIB_FACTOR_";
        for (String date : DATES) {
            Optional.ofNullable(backtest.settings().get(prefix + date.toUpperCase(Locale.ROOT)))
                    .map(String::strip)
                    .ifPresent(value ->
                            known.put(date, NOTHING.contains(value.toLowerCase(Locale.ROOT)) ? "null" : value));
        }
    }

    private static void features(Backtest backtest, Map<String, String> known) {
        SessionExperiment experiment = backtest.experiment();
        boolean named = experiment != null && !experiment.baseFeatures().isEmpty();
        Map<String, String> features = named && experiment != null ? experiment.baseFeatures() : BaseFeatures.all();
        known.put("feature_names", list(features.keySet()));
        known.put("feature_expressions", list(features.values()));
        if (backtest.factorColumns() > 0) {
            known.put("num_features", String.valueOf(features.size() + backtest.factorColumns()));
        }
    }

    private static void model(SessionTask task, Map<String, String> known, Set<String> absent) {
        Map<String, String> training = task.trainingHyperparameters();
        if (!training.isEmpty()) {
            known.putAll(USUAL_TRAINING);
            TRAINING.stream()
                    .filter(training::containsKey)
                    .forEach(name -> known.put(name, training.getOrDefault(name, "")));
        }
        if ("TimeSeries".equals(task.modelType())) {
            known.put("dataset_cls", "TSDatasetH");
            known.put("step_len", TIME_STEPS);
            known.put("num_timesteps", TIME_STEPS);
        } else if ("Tabular".equals(task.modelType())) {
            known.put("dataset_cls", "DatasetH");
            absent.addAll(List.of("step_len", "num_timesteps"));
        }
    }

    /** YAML wants a point before an exponent; qlib's reader takes the number without one as well. */
    private static String plain(String value) {
        return WITH_EXPONENT.matcher(value).matches() ? new BigDecimal(value).toPlainString() : value;
    }

    private static String list(Collection<String> texts) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        texts.forEach(list::add);
        return list.toString();
    }
}

package dev.loopline.samples.content;

import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.LoopPlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The files that RD-Agent copies into an experiment workspace before anything runs: the configurations that may run, stale
 * copies of them, helper scripts. Names and shapes are RD-Agent's, the contents are ours.
 */
final class Templates {

    private static final String STALE = "# kept as a copy, never run\n";

    private Templates() {}

    /** File name to text, in a fixed order. */
    static Map<String, String> of(LoopPlan plan) {
        Map<String, String> values = values(plan.random("templates"));
        Map<String, String> stale = new LinkedHashMap<>(values);
        stale.put("topk", "20");
        stale.put("learning_rate", "0.1");
        Map<String, String> files = new LinkedHashMap<>();
        files.put("README.md", Resources.text("README.md"));
        files.put("read_exp_res.py", Resources.text("read_exp_res.py"));
        if (plan.action() == Action.FACTOR) {
            putFactorFiles(files, values, stale);
        } else {
            putModelFiles(files, values, stale);
        }
        return files;
    }

    /** What qlib records of the task that it runs: the keys below {@code task}, flattened, the values as Python prints them. */
    static Map<String, String> recorded(LoopPlan plan) {
        Map<String, String> params = new LinkedHashMap<>();
        if (plan.action() == Action.FACTOR) {
            Map<String, String> values = values(plan.random("templates"));
            params.put("model.class", "LGBModel");
            params.put("model.module_path", "qlib.contrib.model.gbdt");
            params.put("model.kwargs.learning_rate", values.get("learning_rate"));
            params.put("model.kwargs.num_leaves", values.get("num_leaves"));
        } else {
            params.put("model.class", "GeneralPTNN");
            params.put("model.module_path", "qlib.contrib.model.pytorch_general_nn");
            params.put("model.kwargs.n_epochs", "100");
            params.put("model.kwargs.lr", "0.0002");
            params.put("model.kwargs.early_stop", "10");
            params.put("model.kwargs.batch_size", "256");
            params.put("model.kwargs.weight_decay", "0.0001");
            params.put("model.kwargs.pt_model_uri", "model.model_cls");
            params.put("model.kwargs.pt_model_kwargs.num_features", "20");
        }
        params.put("dataset.class", "DatasetH");
        params.put("dataset.kwargs.segments.train", "[datetime.date(2018, 8, 1), datetime.date(2022, 12, 31)]");
        return params;
    }

    /** The source of the loop's neural network. */
    static String modelSource(LoopPlan plan) {
        SplittableRandom random = plan.random("model.py");
        boolean gru = random.nextBoolean();
        int hidden = 32 << random.nextInt(3);
        return fill(
                Resources.text("model.py"),
                Map.of(
                        "model_class",
                        gru ? "GRUNetModel" : "LSTMNetModel",
                        "model_text",
                        "Two recurrent layers of " + hidden + " units over the feature window.",
                        "rnn",
                        gru ? "GRU" : "LSTM",
                        "hidden",
                        Integer.toString(hidden)));
    }

    private static void putFactorFiles(
            Map<String, String> files, Map<String, String> values, Map<String, String> stale) {
        files.put("__init__.py", "");
        files.put("custom_strategy.py", Resources.text("custom_strategy.py"));
        files.put("custom_strategy_backup_20260113.py", STALE + Resources.text("custom_strategy.py"));
        putFilled(files, "conf_baseline.yaml", "conf_baseline.yaml", values);
        putFilled(files, "conf_combined_factors_dynamic.yaml", "conf_combined_factors_dynamic.yaml", values);
        putFilled(files, "conf_combined_factors_sota_model.yaml", "conf_combined_factors_sota_model.yaml", values);
        putFilled(files, "conf_baseline_backup_20260113.yaml", "conf_baseline.yaml", stale);
        putFilled(
                files,
                "conf_combined_factors_dynamic_backup_20260113.yaml",
                "conf_combined_factors_dynamic.yaml",
                stale);
        files.put("conf_test.yaml", Resources.text("conf_test.yaml"));
    }

    private static void putModelFiles(
            Map<String, String> files, Map<String, String> values, Map<String, String> stale) {
        String standalone = "conf_baseline_factors_model_standalone.yaml";
        putFilled(files, "conf_baseline_factors_model.yaml", "conf_baseline_factors_model.yaml", values);
        putFilled(files, standalone, standalone, values);
        putFilled(files, "conf_sota_factors_model.yaml", "conf_sota_factors_model.yaml", values);
        putFilled(files, "conf_baseline_factors_model.backup_20251205.yaml", "conf_baseline_factors_model.yaml", stale);
        putFilled(files, "conf_sota_factors_model_20251209_backup.yaml", "conf_sota_factors_model.yaml", stale);
    }

    private static void putFilled(Map<String, String> files, String name, String resource, Map<String, String> values) {
        files.put(name, fill(Resources.text(resource), values));
    }

    private static Map<String, String> values(SplittableRandom random) {
        boolean enhanced = random.nextBoolean();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("strategy", enhanced ? "EnhancedTopkDropoutStrategy" : "TopkDropoutStrategy");
        values.put("strategy_module", enhanced ? "custom_strategy" : "qlib.contrib.strategy.signal_strategy");
        values.put(
                "strategy_more",
                enhanced
                        ? "\n            min_score: 0.1\n            max_position_ratio: 0.90\n            stop_loss: -0.10"
                        : "");
        values.put("topk", random.nextInt(3) == 0 ? "30" : "50");
        values.put("n_drop", Integer.toString(3 + random.nextInt(5)));
        values.put("learning_rate", random.nextBoolean() ? "0.2" : "0.05");
        values.put("num_leaves", random.nextBoolean() ? "210" : "128");
        return values;
    }

    private static String fill(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("@" + value.getKey() + "@", value.getValue());
        }
        return filled;
    }
}

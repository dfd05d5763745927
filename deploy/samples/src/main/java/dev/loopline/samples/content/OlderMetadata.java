package dev.loopline.samples.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Backtest;
import dev.loopline.samples.plan.Factor;
import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.plan.WorkspacePlan;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON files of the older scripts, field by field as those scripts write them; and RD-Agent's feedback. */
final class OlderMetadata {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private OlderMetadata() {}

    /** {@code workspace_meta.json}, which names the loop of a workspace. */
    static byte[] workspaceMeta(LoopPlan plan, WorkspacePlan workspace, RecordedRoot root) {
        return json(object(
                "task_run_id", plan.taskRunId(),
                "loop_id", plan.loopId(),
                "action", plan.action().wire(),
                "workspace_id", workspace.workspaceId(),
                "workspace_role", workspace.role().wire(),
                "experiment_type", plan.action().wire(),
                "workspace_path", root.spell(workspace.folder()),
                "status", "running",
                "has_result", false,
                "generated_at_utc", TIME.format(plan.startedAt()),
                "task_run", object("task_run_id", plan.taskRunId()),
                "loop",
                        object(
                                "task_run_id", plan.taskRunId(),
                                "loop_id", plan.loopId(),
                                "action", plan.action().wire()),
                "pointers", object("meta_path", "workspace_meta.json")));
    }

    /** {@code factor_meta.json} with expressions. */
    static byte[] factorMeta(LoopPlan plan) {
        Map<String, Object> file = envelope(plan, "created_at_utc");
        file.put(
                "factors",
                plan.factors().stream().map(factor -> factor(plan, factor)).toList());
        byte[] bytes = json(file);
        return plan.has(Flaw.TRUNCATED_JSON) ? truncated(bytes) : bytes;
    }

    /** {@code factor_perf.json}. */
    static byte[] factorPerf(LoopPlan plan) {
        Backtest backtest = plan.backtest();
        Map<String, Object> metrics = new LinkedHashMap<>(backtest.metrics());
        metrics.put("annualized_return", backtest.annualReturn());
        metrics.put("max_drawdown", backtest.maxDrawdown());
        metrics.put("sharpe", backtest.sharpe());
        metrics.put("ic", backtest.metric("IC"));
        metrics.put("ic_ir", backtest.metric("ICIR"));
        if (plan.has(Flaw.BARE_NAN)) {
            metrics.put("turnover", Double.NaN);
            metrics.put("profit_factor", Double.POSITIVE_INFINITY);
        }
        Map<String, Object> file = envelope(plan, "generated_at_utc");
        file.put("factors", List.of());
        file.put(
                "combinations",
                List.of(object(
                        "name",
                        "main",
                        "factor_names",
                        plan.factors().stream().map(Factor::name).toList(),
                        "windows",
                        List.of(object(
                                "name", "main_window",
                                "annual_return", backtest.annualReturn(),
                                "max_drawdown", backtest.maxDrawdown(),
                                "sharpe", backtest.sharpe(),
                                "metrics", metrics)))));
        return bare(json(file));
    }

    /** {@code feedback.json}; its decision is on disk nowhere else. */
    static byte[] feedback(LoopPlan plan) {
        boolean accepted = plan.traits().accepted();
        Map<String, Object> file = envelope(plan, "generated_at_utc");
        file.put("decision", accepted);
        file.put("hypothesis", hypothesis(plan));
        file.put(
                "summary",
                object(
                        "execution",
                        plan.succeeds()
                                ? "IC is " + ResultFiles.plain(plan.backtest().metric("IC")) + "."
                                : "The code did not run: KeyError: '$turnover'.",
                        "value_feedback",
                        accepted ? "Supported." : "Not supported.",
                        "shape_feedback",
                        accepted ? "The drawdown fell while the return was stable." : "The return fell.",
                        "code_critic",
                        List.of(),
                        "limitations",
                        List.of()));
        byte[] bytes = json(file);
        return plan.has(Flaw.TRUNCATED_JSON) ? truncated(bytes) : bytes;
    }

    /** {@code model_meta.json}, with the constant preprocessing that the older scripts claimed. */
    static byte[] modelMeta(LoopPlan plan) {
        return json(object(
                "model_type", "LGBModel",
                "model_conf",
                        object(
                                "class", "LGBModel",
                                "module_path", "qlib.contrib.model.gbdt",
                                "kwargs", object("loss", "mse", "learning_rate", 0.05)),
                "dataset_conf", object("class", "DatasetH", "module_path", "qlib.data.dataset", "kwargs", object()),
                "feature_schema", null,
                "preprocess_config",
                        object(
                                "normalize",
                                "zscore",
                                "fillna",
                                "forward_fill",
                                "clip",
                                null,
                                "standardize_features",
                                true),
                "task_run_id", plan.taskRunId(),
                "loop_id", plan.loopId(),
                "workspace_id", plan.experiment().workspaceId()));
    }

    private static Map<String, Object> factor(LoopPlan plan, Factor factor) {
        return object(
                "name", factor.name(),
                "source", "rdagent_generated",
                "region", "cn",
                "description_cn", factor.description(),
                "formula_hint", factor.expression(),
                "expression", factor.expression(),
                "created_at_utc", TIME.format(plan.endedAt()),
                "experiment_id", plan.taskRunId() + "/" + plan.loopId(),
                "tags", List.of("rdagent"),
                "variables", object(),
                "freq", "1d",
                "align", "close",
                "nan_policy", "dataservice_default",
                "input_schema",
                        object(
                                "required_fields",
                                List.of("open", "high", "low", "close", "volume"),
                                "optional_fields",
                                List.of("amount", "pct_chg", "turnover_rate"),
                                "lookback_days",
                                10,
                                "index_type",
                                "MultiIndex(datetime, instrument)",
                                "description",
                                "回看 10 天"),
                "impl_module", "rd_factors_lib.generated",
                "impl_func", factor.name(),
                "impl_version", "20260114",
                "interface_info", object("type", "function"));
    }

    private static String hypothesis(LoopPlan plan) {
        return plan.action() == Action.MODEL || plan.factors().isEmpty()
                ? "A recurrent network over the feature window ranks better than trees."
                : plan.factors().get(0).description() + " This adds information to the baseline features.";
    }

    private static Map<String, Object> envelope(LoopPlan plan, String timeField) {
        return object(
                "version",
                "v1",
                "task_run_id",
                plan.taskRunId(),
                "loop_id",
                plan.loopId(),
                timeField,
                TIME.format(plan.endedAt()));
    }

    private static Map<String, Object> object(@Nullable Object... namesAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            object.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return object;
    }

    private static byte[] json(Map<String, Object> object) {
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A sample object cannot be written as JSON", e);
        }
    }

    /** Python writes not-a-number and infinity without quotes; Jackson quotes them. */
    private static byte[] bare(byte[] json) {
        return new String(json, UTF_8)
                .replace("\"NaN\"", "NaN")
                .replace("\"Infinity\"", "Infinity")
                .getBytes(UTF_8);
    }

    private static byte[] truncated(byte[] json) {
        return Arrays.copyOf(json, json.length * 2 / 3);
    }
}

package dev.loopline.importer.read;

import dev.loopline.importer.read.CatalogTable.Filter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The catalogs as AIstock's people list them: the names of parameters and fields are those of AIstock's own catalog API,
 * so that its pages can be pointed here. Constants.
 */
public final class Catalogs {

    private static final String LOOP_FIGURES =
            " LEFT JOIN public.aistock_loop_catalog l ON l.task_run_id = t.task_run_id" + " AND l.loop_id = t.loop_id";
    private static final String NEWEST = "t.task_run_id {}, t.loop_id {}";
    private static final String NEWEST_FIRST = NEWEST.replace("{}", "DESC");

    /** Factors; the drawdown is that of the occurrence that is shown, the other figures are the row's own. */
    public static final CatalogTable FACTORS = new CatalogTable(
            "public.aistock_factor_catalog t LEFT JOIN public.aistock_factor_occurrence o ON o.fingerprint ="
                    + " t.loopline_fingerprint AND o.task_run_id = t.task_run_id AND o.loop_id = t.loop_id",
            "id",
            columns(
                    "id",
                    "name=t.factor_name",
                    "raw_name=t.name",
                    "expression",
                    "source",
                    "region",
                    "tags",
                    "description_cn",
                    "formula_hint",
                    "variables",
                    "freq",
                    "align",
                    "nan_policy",
                    "created_at_utc",
                    "experiment_id",
                    "impl_module",
                    "impl_func",
                    "impl_version",
                    "performance_metrics",
                    "first_sota_task_id",
                    "is_sota_factor",
                    "interface_info",
                    "input_schema",
                    "best_performance",
                    "best_performance_sharpe",
                    "best_performance_ann_ret",
                    "asset_bundle_id",
                    "source_task_id",
                    "source_code_origin",
                    "source_loop_tag",
                    "source_index",
                    "raw_payload",
                    "code_text_preview=left(t.code_text, 500)",
                    "ic",
                    "annualized_return=coalesce(t.annualized_return, t.best_performance_ann_ret)",
                    "max_drawdown=coalesce(t.max_drawdown, o.max_drawdown)",
                    "sharpe=coalesce(t.sharpe, t.best_performance_sharpe)",
                    "factor_type",
                    "data_source",
                    "asset_path",
                    "node_id",
                    "is_available",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "fingerprint=t.loopline_fingerprint",
                    "occurrence_count=(SELECT count(*) FROM public.aistock_factor_occurrence n WHERE n.fingerprint ="
                            + " t.loopline_fingerprint)"),
            Map.ofEntries(
                    Map.entry("id", Filter.number("id", "t.id = ?")),
                    Map.entry("name", Filter.text("t.factor_name = ?")),
                    Map.entry("q", search("t.factor_name, t.name, t.expression, t.description_cn")),
                    Map.entry("source", Filter.text("t.source = ?")),
                    Map.entry("exclude_source", Filter.text("t.source <> ALL (string_to_array(?, ','))")),
                    Map.entry("source_task_id", Filter.text("t.source_task_id = ?")),
                    Map.entry("task_run_id", Filter.text("t.task_run_id = ?")),
                    Map.entry("loop_id", Filter.number("loop_id", "t.loop_id = ?")),
                    Map.entry("region", Filter.text("t.region = ?")),
                    Map.entry("tag", Filter.text("t.tags @> jsonb_build_array(?::text)")),
                    Map.entry("factor_type", Filter.text("t.factor_type = ?")),
                    Map.entry("data_source", Filter.text("t.data_source = ?")),
                    Map.entry("node_id", Filter.text("t.node_id = ?")),
                    Map.entry("is_sota_factor", Filter.flag("coalesce(t.is_sota_factor, false) = ?"))),
            sorts(
                    "name=t.factor_name {}, t.source {}",
                    "newest=" + NEWEST,
                    "source=t.source {}, t.factor_name {}",
                    "sharpe=t.best_performance_sharpe {} NULLS LAST",
                    "ann_ret=t.best_performance_ann_ret {} NULLS LAST",
                    "mdd=coalesce(t.max_drawdown, o.max_drawdown) {} NULLS LAST",
                    "ic=t.ic {} NULLS LAST"),
            "t.factor_name, t.source");

    /** Models, with the figures of their loop. */
    public static final CatalogTable MODELS = new CatalogTable(
            "public.aistock_model_catalog t" + LOOP_FIGURES,
            "id",
            columns(
                    "id",
                    "model_id",
                    "display_name",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "log_dir",
                    "model_type",
                    "model_config",
                    "dataset_config",
                    "preprocess_config",
                    "feature_schema",
                    "flattened_feature_list",
                    "model_artifacts",
                    "asset_bundle_id",
                    "raw_payload",
                    "node_id",
                    "metrics=" + figures("l")),
            Map.of(
                    "model_id", Filter.text("t.model_id = ?"),
                    "q", search("t.model_id, t.display_name, t.model_type"),
                    "task_run_id", Filter.text("t.task_run_id = ?"),
                    "loop_id", Filter.number("loop_id", "t.loop_id = ?"),
                    "workspace_id", Filter.text("t.workspace_id = ?"),
                    "model_type", Filter.text("t.model_type = ?"),
                    "node_id", Filter.text("t.node_id = ?")),
            sorts(
                    "newest=" + NEWEST,
                    "name=t.display_name {} NULLS LAST",
                    "model_type=t.model_type {} NULLS LAST",
                    "sharpe=l.sharpe {} NULLS LAST",
                    "ann_ret=l.annualized_return {} NULLS LAST",
                    "mdd=l.max_drawdown {} NULLS LAST",
                    "ic=l.ic {} NULLS LAST"),
            NEWEST_FIRST);

    /** Strategies, with the figures and the bundle of their loop. */
    public static final CatalogTable STRATEGIES = new CatalogTable(
            "public.aistock_strategy_catalog t" + LOOP_FIGURES,
            "id",
            columns(
                    "id",
                    "strategy_id",
                    "strategy_name",
                    "display_name",
                    "scenario",
                    "step_name",
                    "action",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "workspace_example=jsonb_build_object('task_run_id', t.example_task_run_id, 'loop_id',"
                            + " t.example_loop_id, 'workspace_id', t.example_workspace_id, 'workspace_path',"
                            + " t.example_workspace_path)",
                    "template_files",
                    "data_config",
                    "dataset_config",
                    "portfolio_config",
                    "backtest_config",
                    "model_config",
                    "feature_list",
                    "market",
                    "instruments",
                    "freq",
                    "python_implementation",
                    "in_selection_center",
                    "config_fingerprint",
                    "raw_payload",
                    "asset_bundle_id=coalesce(l.asset_bundle_id, t.asset_bundle_id)",
                    "node_id",
                    "metrics=" + figures("l")),
            Map.of(
                    "strategy_id", Filter.text("t.strategy_id = ?"),
                    "q", search("t.strategy_id, t.display_name, t.description"),
                    "task_run_id", Filter.text("t.task_run_id = ?"),
                    "loop_id", Filter.number("loop_id", "t.loop_id = ?"),
                    "step_name", Filter.text("t.step_name = ?"),
                    "action", Filter.text("t.action = ?"),
                    "in_selection_center", Filter.flag("coalesce(t.in_selection_center, false) = ?"),
                    "node_id", Filter.text("t.node_id = ?")),
            sorts(
                    "newest=" + NEWEST,
                    "name=t.strategy_id {}",
                    "action=t.action {} NULLS LAST",
                    "sharpe=l.sharpe {} NULLS LAST",
                    "ann_ret=l.annualized_return {} NULLS LAST",
                    "mdd=l.max_drawdown {} NULLS LAST",
                    "ic=l.ic {} NULLS LAST"),
            "t.task_run_id DESC NULLS LAST, t.loop_id DESC NULLS LAST");

    /** Loops. */
    public static final CatalogTable LOOPS = new CatalogTable(
            "public.aistock_loop_catalog t",
            "id",
            columns(
                    "id",
                    "task_run_id",
                    "loop_id",
                    "display_name",
                    "workspace_id",
                    "workspace_path",
                    "workspace_role",
                    "scenario",
                    "step_name",
                    "action",
                    "status",
                    "has_result",
                    "strategy_id",
                    "factor_names",
                    "factors=t.raw_payload -> 'factors'",
                    "model_weight=t.raw_payload ->> 'model_weight'",
                    "metrics",
                    "annualized_return",
                    "max_drawdown",
                    "sharpe",
                    "ic",
                    "ic_ir",
                    "win_rate",
                    "decision",
                    "hypothesis",
                    "summary_texts=jsonb_build_object('execution', t.summary_execution, 'value_feedback',"
                            + " t.summary_value_feedback, 'shape_feedback', t.summary_shape_feedback, 'code_critic',"
                            + " t.code_critic, 'limitations', t.limitations)",
                    "paths=t.raw_payload -> 'paths'",
                    "log_dir",
                    "materialization_status",
                    "materialization_error",
                    "materialization_updated_at_utc",
                    "asset_bundle_id",
                    "is_solidified",
                    "sync_status",
                    "readiness",
                    "generated_at_utc"),
            Map.of(
                    "q", search("t.task_run_id, t.display_name, t.hypothesis"),
                    "task_run_id", Filter.text("t.task_run_id = ?"),
                    "loop_id", Filter.number("loop_id", "t.loop_id = ?"),
                    "strategy_id", Filter.text("t.strategy_id = ?"),
                    "status", Filter.text("t.status = ?"),
                    "step_name", Filter.text("t.step_name = ?"),
                    "action", Filter.text("t.action = ?"),
                    "decision", Filter.text("t.decision = ?"),
                    "factor", Filter.text("t.factor_names @> jsonb_build_array(?::text)")),
            sorts(
                    "newest=" + NEWEST,
                    "name=t.display_name {} NULLS LAST",
                    "action=t.action {} NULLS LAST",
                    "status=t.status {} NULLS LAST",
                    "sharpe=t.sharpe {} NULLS LAST",
                    "ann_ret=t.annualized_return {} NULLS LAST",
                    "mdd=t.max_drawdown {} NULLS LAST",
                    "ic=t.ic {} NULLS LAST",
                    "ic_ir=t.ic_ir {} NULLS LAST",
                    "win_rate=t.win_rate {} NULLS LAST"),
            NEWEST_FIRST);

    /** Factors with the columns of their page. */
    public static final CatalogTable FACTORS_BRIEF = FACTORS.only(
            "id",
            "name",
            "source",
            "expression",
            "description_cn",
            "tags",
            "sharpe",
            "annualized_return",
            "max_drawdown",
            "ic",
            "task_run_id",
            "loop_id",
            "asset_bundle_id",
            "occurrence_count",
            "is_available");

    /** Models with the columns of their page. */
    public static final CatalogTable MODELS_BRIEF = MODELS.only(
            "model_id",
            "display_name",
            "task_run_id",
            "loop_id",
            "workspace_id",
            "model_type",
            "asset_bundle_id",
            "metrics");

    /** Strategies with the columns of their page. */
    public static final CatalogTable STRATEGIES_BRIEF = STRATEGIES.only(
            "strategy_id",
            "display_name",
            "step_name",
            "action",
            "task_run_id",
            "loop_id",
            "market",
            "python_implementation",
            "in_selection_center",
            "asset_bundle_id",
            "metrics");

    /** Loops with the columns of their page. */
    public static final CatalogTable LOOPS_BRIEF = LOOPS.only(
            "task_run_id",
            "loop_id",
            "display_name",
            "action",
            "status",
            "decision",
            "sharpe",
            "annualized_return",
            "max_drawdown",
            "ic",
            "ic_ir",
            "win_rate",
            "factor_names",
            "sync_status",
            "readiness",
            "hypothesis");

    private Catalogs() {}

    /** The baseline factors of Qlib. @param kind {@code alpha158} or {@code alpha360} */
    static CatalogTable alpha(String kind) {
        return new CatalogTable(
                "public.aistock_" + kind + "_meta t",
                "factor_name",
                columns(
                        "name=t.factor_name",
                        "lib_version",
                        "generated_at_utc",
                        "expression",
                        "description_cn",
                        "variables",
                        "freq",
                        "align",
                        "nan_policy",
                        "impl_module",
                        "impl_func",
                        "impl_version",
                        "best_performance",
                        "best_performance_sharpe",
                        "best_performance_ann_ret",
                        "interface_info",
                        "asset_bundle_id",
                        "raw_payload"),
                Map.of("q", search("t.factor_name, t.expression")),
                sorts("name=t.factor_name {}"),
                "t.factor_name");
    }

    /** The six figures of a loop as one object. */
    private static String figures(String loop) {
        return "jsonb_build_object('annualized_return', " + loop + ".annualized_return, 'max_drawdown', " + loop
                + ".max_drawdown, 'sharpe', " + loop + ".sharpe, 'ic', " + loop + ".ic, 'ic_ir', " + loop
                + ".ic_ir, 'win_rate', " + loop + ".win_rate)";
    }

    /** Contains the text, whatever the case. */
    private static Filter search(String columns) {
        return Filter.text("position(lower(?) IN lower(concat_ws(' ', " + columns + "))) > 0");
    }

    /** {@code name} for a column of the table, {@code name=expression} for anything else. */
    static Map<String, String> columns(String... columns) {
        Map<String, String> made = new LinkedHashMap<>();
        for (String column : columns) {
            int equals = column.indexOf('=');
            made.put(
                    equals < 0 ? column : column.substring(0, equals),
                    equals < 0 ? "t.\"" + column + '"' : column.substring(equals + 1));
        }
        return made;
    }

    private static Map<String, String> sorts(String... sorts) {
        Map<String, String> made = new LinkedHashMap<>();
        for (String sort : sorts) {
            int equals = sort.indexOf('=');
            made.put(sort.substring(0, equals), sort.substring(equals + 1));
        }
        return made;
    }
}

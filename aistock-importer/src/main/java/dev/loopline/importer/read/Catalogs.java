package dev.loopline.importer.read;

import static dev.loopline.importer.read.CatalogTerms.NEWEST;
import static dev.loopline.importer.read.CatalogTerms.NEWEST_FIRST;
import static dev.loopline.importer.read.CatalogTerms.columns;
import static dev.loopline.importer.read.CatalogTerms.figures;
import static dev.loopline.importer.read.CatalogTerms.search;
import static dev.loopline.importer.read.CatalogTerms.sorts;
import static dev.loopline.importer.read.CatalogTerms.texts;

import dev.loopline.importer.read.CatalogTable.Filter;
import dev.loopline.importer.read.CatalogTable.Shortcut;
import java.util.Map;

/**
 * The catalogs as AIstock's people list them: the names of parameters and fields are those of AIstock's own catalog API,
 * so that its pages can be pointed here. Constants.
 */
public final class Catalogs {

    private static final String MODEL_TABLE = "public.aistock_model_catalog t";
    private static final String STRATEGY_TABLE = "public.aistock_strategy_catalog t";
    private static final String LOOP =
            " JOIN public.aistock_loop_catalog l ON l.task_run_id = t.task_run_id AND l.loop_id = t.loop_id";
    private static final String LOOP_FIGURES = " LEFT" + LOOP;

    /** Factors; the drawdown is that of the occurrence that is shown, the other figures are the row's own. */
    public static final CatalogTable FACTORS = FactorCatalog.FACTORS;

    /** Models, with the figures of their loop. */
    public static final CatalogTable MODELS = new CatalogTable(
                    MODEL_TABLE + LOOP_FIGURES,
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
                    NEWEST_FIRST)
            .shortcut("sharpe", new Shortcut(MODEL_TABLE + LOOP, "l.sharpe"));

    /** Strategies, with the figures and the bundle of their loop. */
    public static final CatalogTable STRATEGIES = new CatalogTable(
                    STRATEGY_TABLE + LOOP_FIGURES,
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
                    "t.task_run_id DESC NULLS LAST, t.loop_id DESC NULLS LAST")
            .shortcut("sharpe", new Shortcut(STRATEGY_TABLE + LOOP, "l.sharpe"));

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
                    "summary_texts=" + texts("t"),
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
            "variants",
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
}

package dev.loopline.importer.read;

import dev.loopline.importer.read.Catalog.Shortcut;
import dev.loopline.importer.read.Catalog.Sort;
import java.util.List;

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
    private static final Sort NEWEST = Sort.of("newest", "t.task_run_id", "t.loop_id");

    /** The six figures of the loop {@code l} as one object. */
    private static final String METRICS = """
            jsonb_build_object('annualized_return', l.annualized_return, 'max_drawdown', l.max_drawdown,
            'sharpe', l.sharpe, 'ic', l.ic, 'ic_ir', l.ic_ir, 'win_rate', l.win_rate) AS metrics""";

    private static final String OCCURRENCE_COUNT = """
            (SELECT count(*) FROM public.aistock_factor_occurrence n
            WHERE n.factor_name = t.factor_name AND t.loopline_fingerprint IS NOT NULL) AS occurrence_count,
            (SELECT count(DISTINCT n.variant) FROM public.aistock_factor_occurrence n
            WHERE n.factor_name = t.factor_name AND t.loopline_fingerprint IS NOT NULL) AS variants""";

    private static final String FACTOR_FIGURES = """
            coalesce(t.annualized_return, t.best_performance_ann_ret) AS annualized_return,
            coalesce(t.max_drawdown, o.max_drawdown) AS max_drawdown,
            coalesce(t.sharpe, t.best_performance_sharpe) AS sharpe, coalesce(t.ic, o.ic) AS ic, o.ic_ir, o.rank_ic,
            o.rank_ic_ir""";

    /** Factors; drawdown and coefficients are those of the occurrence that is shown, the other figures the row's own. */
    public static final Catalog FACTORS = new Catalog(
            """
            public.aistock_factor_catalog t LEFT JOIN public.aistock_factor_occurrence o
            ON o.fingerprint = t.loopline_fingerprint AND o.task_run_id = t.task_run_id AND o.loop_id = t.loop_id
            AND o.name = t.name AND t.loopline_fingerprint IS NOT NULL""",
            "id",
            """
            t.id, t.factor_name AS name, t.name AS raw_name, t.expression, t.source, t.region, t.tags,
            t.description_cn, t.formula_hint, t.variables, t.freq, t.align, t.nan_policy, t.created_at_utc,
            t.experiment_id, t.impl_module, t.impl_func, t.impl_version, t.performance_metrics,
            t.first_sota_task_id, t.is_sota_factor, t.interface_info, t.input_schema, t.best_performance,
            t.best_performance_sharpe, t.best_performance_ann_ret, t.asset_bundle_id, t.source_task_id,
            t.source_code_origin, t.source_loop_tag, t.source_index, t.raw_payload,
            left(t.code_text, 500) AS code_text_preview, %s, t.factor_type, t.data_source, t.asset_path,
            t.node_id, t.is_available, t.task_run_id, t.loop_id, t.workspace_id, t.workspace_path,
            t.loopline_fingerprint AS fingerprint, o.code_digest, %s""".formatted(FACTOR_FIGURES, OCCURRENCE_COUNT),
            List.of(
                    Sort.of("name", "t.factor_name", "t.source"),
                    NEWEST,
                    Sort.of("source", "t.source", "t.factor_name"),
                    Sort.nullsLast("sharpe", "t.best_performance_sharpe"),
                    Sort.nullsLast("ann_ret", "t.best_performance_ann_ret"),
                    Sort.nullsLast("mdd", "coalesce(t.max_drawdown, o.max_drawdown)"),
                    Sort.nullsLast("ic", "coalesce(t.ic, o.ic)")),
            "t.factor_name, t.source",
            null);

    /** Models, with the figures of their loop. */
    public static final Catalog MODELS = new Catalog(
            MODEL_TABLE + LOOP_FIGURES,
            "id",
            """
            t.id, t.model_id, t.display_name, t.task_run_id, t.loop_id, t.workspace_id, t.workspace_path,
            t.log_dir, t.model_type, t.model_config, t.dataset_config, t.preprocess_config, t.feature_schema,
            t.flattened_feature_list, t.model_artifacts, t.asset_bundle_id, t.raw_payload, t.node_id, %s""".formatted(METRICS),
            List.of(
                    NEWEST,
                    Sort.nullsLast("name", "t.display_name"),
                    Sort.nullsLast("model_type", "t.model_type"),
                    Sort.nullsLast("sharpe", "l.sharpe"),
                    Sort.nullsLast("ann_ret", "l.annualized_return"),
                    Sort.nullsLast("mdd", "l.max_drawdown"),
                    Sort.nullsLast("ic", "l.ic")),
            NEWEST.sql(true),
            new Shortcut("sharpe", MODEL_TABLE + LOOP, "l.sharpe"));

    /** Strategies, with the figures and the bundle of their loop. */
    public static final Catalog STRATEGIES = new Catalog(
            STRATEGY_TABLE + LOOP_FIGURES,
            "id",
            """
            t.id, t.strategy_id, t.strategy_name, t.display_name, t.scenario, t.step_name, t.action,
            t.task_run_id, t.loop_id, t.workspace_id, t.workspace_path,
            jsonb_build_object('task_run_id', t.example_task_run_id, 'loop_id', t.example_loop_id, 'workspace_id',
            t.example_workspace_id, 'workspace_path', t.example_workspace_path) AS workspace_example,
            t.template_files, t.data_config, t.dataset_config, t.portfolio_config, t.backtest_config,
            t.model_config, t.feature_list, t.market, t.instruments, t.freq, t.python_implementation,
            t.in_selection_center, t.config_fingerprint, t.raw_payload,
            coalesce(l.asset_bundle_id, t.asset_bundle_id) AS asset_bundle_id, t.node_id, %s""".formatted(METRICS),
            List.of(
                    NEWEST,
                    Sort.of("name", "t.strategy_id"),
                    Sort.nullsLast("action", "t.action"),
                    Sort.nullsLast("sharpe", "l.sharpe"),
                    Sort.nullsLast("ann_ret", "l.annualized_return"),
                    Sort.nullsLast("mdd", "l.max_drawdown"),
                    Sort.nullsLast("ic", "l.ic")),
            "t.task_run_id DESC NULLS LAST, t.loop_id DESC NULLS LAST",
            new Shortcut("sharpe", STRATEGY_TABLE + LOOP, "l.sharpe"));

    /** Loops. */
    public static final Catalog LOOPS = new Catalog(
            "public.aistock_loop_catalog t",
            "id",
            """
            t.id, t.task_run_id, t.loop_id, t.display_name, t.workspace_id, t.workspace_path, t.workspace_role,
            t.scenario, t.step_name, t.action, t.status, t.has_result, t.strategy_id, t.factor_names,
            t.raw_payload -> 'factors' AS factors, t.raw_payload ->> 'model_weight' AS model_weight, t.metrics,
            t.annualized_return, t.max_drawdown, t.sharpe, t.ic, t.ic_ir, t.win_rate, t.decision, t.hypothesis,
            %s AS summary_texts, t.raw_payload -> 'paths' AS paths, t.log_dir, t.materialization_status,
            t.materialization_error, t.materialization_updated_at_utc, t.asset_bundle_id, t.is_solidified,
            t.sync_status, t.readiness, t.generated_at_utc""".formatted(texts("t")),
            List.of(
                    NEWEST,
                    Sort.nullsLast("name", "t.display_name"),
                    Sort.nullsLast("action", "t.action"),
                    Sort.nullsLast("status", "t.status"),
                    Sort.nullsLast("sharpe", "t.sharpe"),
                    Sort.nullsLast("ann_ret", "t.annualized_return"),
                    Sort.nullsLast("mdd", "t.max_drawdown"),
                    Sort.nullsLast("ic", "t.ic"),
                    Sort.nullsLast("ic_ir", "t.ic_ir"),
                    Sort.nullsLast("win_rate", "t.win_rate")),
            NEWEST.sql(true),
            null);

    /** Factors with the columns of their page. */
    public static final Catalog FACTORS_BRIEF = FACTORS.selecting("""
            t.id, t.factor_name AS name, t.source, t.expression, t.description_cn, t.tags, t.task_run_id,
            t.loop_id, t.asset_bundle_id, t.is_available, %s, %s""".formatted(FACTOR_FIGURES, OCCURRENCE_COUNT));

    /** Models with the columns of their page. */
    public static final Catalog MODELS_BRIEF = MODELS.selecting("""
            t.model_id, t.display_name, t.task_run_id, t.loop_id, t.workspace_id, t.model_type, t.asset_bundle_id, %s""".formatted(METRICS));

    /** Strategies with the columns of their page. */
    public static final Catalog STRATEGIES_BRIEF = STRATEGIES.selecting("""
            t.strategy_id, t.display_name, t.step_name, t.action, t.task_run_id, t.loop_id, t.market,
            t.python_implementation, t.in_selection_center,
            coalesce(l.asset_bundle_id, t.asset_bundle_id) AS asset_bundle_id, %s""".formatted(METRICS));

    /** Loops with the columns of their page. */
    public static final Catalog LOOPS_BRIEF = LOOPS.selecting("""
            t.task_run_id, t.loop_id, t.display_name, t.action, t.status, t.decision, t.sharpe, t.annualized_return,
            t.max_drawdown, t.ic, t.ic_ir, t.win_rate, t.factor_names, t.sync_status, t.readiness, t.hypothesis""");

    private Catalogs() {}

    /** The baseline factors of Qlib. @param kind {@code alpha158} or {@code alpha360} */
    static Catalog alpha(String kind) {
        return new Catalog(
                "public.aistock_" + kind + "_meta t",
                "factor_name",
                """
                t.factor_name AS name, t.lib_version, t.generated_at_utc, t.expression, t.description_cn, t.variables,
                t.freq, t.align, t.nan_policy, t.impl_module, t.impl_func, t.impl_version, t.best_performance,
                t.best_performance_sharpe, t.best_performance_ann_ret, t.interface_info, t.asset_bundle_id,
                t.raw_payload""",
                List.of(Sort.of("name", "t.factor_name")),
                "t.factor_name",
                null);
    }

    /** What RD-Agent wrote about a loop as one object. */
    static String texts(String loop) {
        return """
                jsonb_build_object('execution', l.summary_execution, 'value_feedback', l.summary_value_feedback,
                'shape_feedback', l.summary_shape_feedback, 'code_critic', l.code_critic, 'limitations',
                l.limitations)""".replace("l.", loop + ".");
    }
}

package dev.loopline.importer.upsert;

import dev.loopline.importer.rows.FactorRow;
import dev.loopline.importer.table.TableUpsert;

/** The tables of AIstock's catalogs and which of their columns are Loopline's to write. */
final class CatalogTables {

    static final TableUpsert FACTORS = TableUpsert.of("public.aistock_factor_catalog")
            .key("factor_name")
            .where("loopline_revision IS NOT NULL")
            .columns(
                    "loopline_fingerprint",
                    "catalog_version",
                    "generated_at_utc",
                    "catalog_source",
                    "name",
                    "expression",
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
                    "best_performance",
                    "best_performance_sharpe",
                    "best_performance_ann_ret",
                    "interface_info",
                    "input_schema",
                    "asset_bundle_id",
                    "source_task_id",
                    "asset_path",
                    "raw_payload",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "loopline_revision")
            // A row of another program may have the name with the new source; then ours keeps its own.
            .merged(
                    "source",
                    "CASE WHEN excluded.source = t.source OR NOT EXISTS (SELECT 1 FROM public.aistock_factor_catalog x"
                            + " WHERE x.factor_name = t.factor_name AND x.source = excluded.source) THEN"
                            + " excluded.source ELSE t.source END")
            // The text of the code comes once the bundle is here, and stays as long as the code is the same.
            .merged(
                    "code_text",
                    "CASE WHEN t.raw_payload ->> '" + FactorRow.CODE_DIGEST
                            + "' IS NOT DISTINCT FROM excluded.raw_payload" + " ->> '" + FactorRow.CODE_DIGEST
                            + "' THEN t.code_text END")
            .merged("is_sota_factor", "COALESCE(t.is_sota_factor, false)")
            // 0: the row stayed for the sake of another table while no loop had the factor.
            .merged("is_available", "CASE WHEN t.loopline_revision = 0 THEN true ELSE t.is_available END")
            .touched()
            .counted()
            .build();

    static final TableUpsert STRATEGIES = TableUpsert.of("public.aistock_strategy_catalog")
            .key("strategy_id")
            .columns(
                    "catalog_version",
                    "generated_at_utc",
                    "catalog_source",
                    "display_name",
                    "strategy_name",
                    "config_fingerprint",
                    "scenario",
                    "step_name",
                    "action",
                    "example_task_run_id",
                    "example_loop_id",
                    "example_workspace_id",
                    "example_workspace_path",
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
                    "asset_bundle_id",
                    "raw_payload",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "loopline_revision")
            .touched()
            .counted()
            .build();

    static final TableUpsert LOOPS = TableUpsert.of("public.aistock_loop_catalog")
            .key("task_run_id", "loop_id")
            .columns(
                    "catalog_version",
                    "generated_at_utc",
                    "catalog_source",
                    "display_name",
                    "workspace_id",
                    "workspace_path",
                    "workspace_role",
                    "asset_bundle_id",
                    "is_solidified",
                    "sync_status",
                    "scenario",
                    "step_name",
                    "action",
                    "status",
                    "has_result",
                    "strategy_id",
                    "factor_names",
                    "metrics",
                    "annualized_return",
                    "max_drawdown",
                    "sharpe",
                    "ic",
                    "ic_ir",
                    "win_rate",
                    "decision",
                    "hypothesis",
                    "summary_execution",
                    "summary_value_feedback",
                    "summary_shape_feedback",
                    "code_critic",
                    "limitations",
                    "path_factor_meta",
                    "path_factor_perf",
                    "path_feedback",
                    "path_ret_curve",
                    "path_dd_curve",
                    "path_mlruns",
                    "path_model_files",
                    "path_strategy_meta",
                    "path_model_meta",
                    "log_dir",
                    "materialization_status",
                    "materialization_error",
                    "materialization_updated_at_utc",
                    "readiness",
                    "raw_payload",
                    "manifest_schema_version",
                    "manifest_primary_workspace_id",
                    "manifest_factor_entry_relpath",
                    "manifest_model_weight_relpath",
                    "manifest_config_relpath",
                    "source_workspace_path",
                    "log_uri",
                    "loopline_revision")
            .touched()
            .counted()
            .build();

    static final TableUpsert MODELS = TableUpsert.of("public.aistock_model_catalog")
            .key("model_id")
            .columns(
                    "catalog_version",
                    "generated_at_utc",
                    "catalog_source",
                    "task_run_id",
                    "loop_id",
                    "workspace_id",
                    "workspace_path",
                    "log_dir",
                    "model_type",
                    "display_name",
                    "model_config",
                    "dataset_config",
                    "preprocess_config",
                    "feature_schema",
                    "flattened_feature_list",
                    "model_artifacts",
                    "asset_bundle_id",
                    "raw_payload",
                    "loopline_revision")
            .touched()
            .counted()
            .build();

    static final TableUpsert OCCURRENCES = TableUpsert.of("public.aistock_factor_occurrence")
            .key("task_run_id", "loop_id", "name", "fingerprint")
            .columns(
                    "factor_name",
                    "source",
                    "expression",
                    "workspace_id",
                    "asset_bundle_id",
                    "sharpe",
                    "annualized_return",
                    "max_drawdown",
                    "ic",
                    "ic_ir",
                    "rank_ic",
                    "rank_ic_ir",
                    "code_digest",
                    "variant")
            .build();

    private CatalogTables() {}
}

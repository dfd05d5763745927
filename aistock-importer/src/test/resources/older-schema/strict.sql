-- The tables as the stricter of AIstock's two older scripts makes them, with rows of an older import, and a table of
-- another module that refers to one of them.
CREATE TABLE aistock_factor_catalog (
    factor_name TEXT NOT NULL, source TEXT NOT NULL, catalog_version TEXT NOT NULL, generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source TEXT NOT NULL, expression TEXT, region TEXT, tags JSONB, description_cn TEXT, formula_hint TEXT,
    variables JSONB, freq TEXT, align TEXT, nan_policy TEXT, created_at_utc TIMESTAMPTZ, experiment_id TEXT,
    impl_module TEXT, impl_func TEXT, impl_version TEXT, performance_metrics JSONB, first_sota_task_id TEXT,
    is_sota_factor BOOLEAN, best_performance TEXT, best_performance_sharpe DOUBLE PRECISION,
    best_performance_ann_ret DOUBLE PRECISION, interface_info JSONB, asset_bundle_id TEXT, raw_payload JSONB,
    PRIMARY KEY (factor_name, source));
CREATE INDEX idx_aistock_factor_catalog_tags_gin ON aistock_factor_catalog USING gin (tags);
CREATE SEQUENCE factor_numbers START 500;
ALTER TABLE aistock_factor_catalog ADD COLUMN id BIGINT NOT NULL DEFAULT nextval('factor_numbers');
ALTER TABLE aistock_factor_catalog ADD CONSTRAINT uq_factor_catalog_id UNIQUE (id);
CREATE TABLE aistock_strategy_catalog (
    strategy_id TEXT PRIMARY KEY, display_name TEXT, catalog_version TEXT NOT NULL, generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source TEXT NOT NULL, scenario TEXT, step_name TEXT, action TEXT, example_task_run_id TEXT,
    example_loop_id INTEGER, example_workspace_id TEXT, example_workspace_path TEXT, template_files JSONB,
    data_config JSONB, dataset_config JSONB, portfolio_config JSONB, backtest_config JSONB, model_config JSONB,
    feature_list JSONB, market TEXT, instruments JSONB, freq TEXT, python_implementation JSONB);
CREATE TABLE aistock_loop_catalog (
    id BIGSERIAL PRIMARY KEY, catalog_version TEXT NOT NULL, generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source TEXT NOT NULL, task_run_id TEXT NOT NULL, loop_id INTEGER NOT NULL, display_name TEXT,
    workspace_id TEXT, workspace_path TEXT, asset_bundle_id TEXT, is_solidified BOOLEAN DEFAULT false,
    sync_status TEXT DEFAULT 'pending', scenario TEXT, step_name TEXT, action TEXT, status TEXT, has_result BOOLEAN,
    strategy_id TEXT, factor_names JSONB, metrics JSONB, annualized_return DOUBLE PRECISION,
    max_drawdown DOUBLE PRECISION, sharpe DOUBLE PRECISION, ic DOUBLE PRECISION, ic_ir DOUBLE PRECISION,
    win_rate DOUBLE PRECISION, decision TEXT, summary_execution TEXT, summary_value_feedback TEXT,
    summary_shape_feedback TEXT, path_factor_meta TEXT, path_factor_perf TEXT, path_feedback TEXT, path_ret_curve TEXT,
    path_dd_curve TEXT, path_mlruns TEXT, path_model_files TEXT, log_dir TEXT, raw_payload JSONB,
    CONSTRAINT aistock_loop_catalog_task_run_id_loop_id_key UNIQUE (task_run_id, loop_id));
CREATE TABLE aistock_model_catalog (
    model_id TEXT PRIMARY KEY, catalog_version TEXT NOT NULL, generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source TEXT NOT NULL, task_run_id TEXT NOT NULL, loop_id INTEGER NOT NULL, workspace_id TEXT NOT NULL,
    workspace_path TEXT, log_dir TEXT, model_type TEXT, display_name TEXT, model_config JSONB, dataset_config JSONB,
    feature_schema JSONB, flattened_feature_list JSONB, model_artifacts JSONB, "window" INTEGER, freq TEXT,
    asset_bundle_id TEXT, raw_payload JSONB,
    CONSTRAINT aistock_model_catalog_task_run_loop_workspace_key UNIQUE (task_run_id, loop_id, workspace_id));
CREATE TABLE aistock_alpha158_meta (
    factor_name TEXT PRIMARY KEY, lib_version TEXT NOT NULL, generated_at_utc TIMESTAMPTZ, expression TEXT,
    description_cn TEXT, variables JSONB, freq TEXT, align TEXT, nan_policy TEXT, impl_module TEXT, impl_func TEXT,
    impl_version TEXT, raw_payload JSONB);
CREATE TABLE qe_factor_classification (factor_catalog_id BIGINT NOT NULL REFERENCES aistock_factor_catalog (id), grade TEXT);

INSERT INTO aistock_factor_catalog (factor_name, source, catalog_version, generated_at_utc, catalog_source, expression)
VALUES ('HAND', 'manual', 'v1', '2025-12-01Z', 'people', 'Ref($close, 1)'),
       ('MA5', 'rdagent_generated', 'v1', '2025-12-01Z', 'rdagent_tools', 'Mean($close, 5)');
INSERT INTO qe_factor_classification SELECT id, 'A' FROM aistock_factor_catalog WHERE factor_name = 'MA5';
INSERT INTO aistock_strategy_catalog (strategy_id, catalog_version, generated_at_utc, catalog_source)
VALUES ('by-hand', 'v1', '2025-12-01Z', 'people');
INSERT INTO aistock_loop_catalog (catalog_version, generated_at_utc, catalog_source, task_run_id, loop_id, has_result)
VALUES ('v1', '2025-12-01Z', '', 'older', 0, true);
INSERT INTO aistock_model_catalog (model_id, catalog_version, generated_at_utc, catalog_source, task_run_id, loop_id, workspace_id)
VALUES ('219726ef', 'v1', '2025-12-01Z', '', 'older', 0, 'ws');

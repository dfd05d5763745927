-- The tables as the looser of AIstock's two older scripts makes them: everything may be null, times are texts, and a loop
-- has no number of its own.
CREATE TABLE aistock_factor_catalog (
    factor_name TEXT, source TEXT, catalog_version TEXT, generated_at_utc TEXT, catalog_source TEXT, expression TEXT,
    region TEXT, tags JSONB, description_cn TEXT, formula_hint TEXT, variables JSONB, freq TEXT, align TEXT,
    nan_policy TEXT, created_at_utc TEXT, experiment_id TEXT, impl_module TEXT, impl_func TEXT, impl_version TEXT,
    best_performance TEXT, best_performance_sharpe DOUBLE PRECISION, best_performance_ann_ret DOUBLE PRECISION,
    interface_info JSONB, asset_bundle_id TEXT, raw_payload JSONB, factor_type TEXT, data_source TEXT,
    PRIMARY KEY (factor_name, source));
CREATE SEQUENCE factor_numbers START 500;
ALTER TABLE aistock_factor_catalog ADD COLUMN id BIGINT NOT NULL DEFAULT nextval('factor_numbers');
ALTER TABLE aistock_factor_catalog ADD CONSTRAINT uq_factor_catalog_id UNIQUE (id);
CREATE TABLE aistock_strategy_catalog (
    strategy_id TEXT PRIMARY KEY, catalog_version TEXT, generated_at_utc TEXT, catalog_source TEXT, step_name TEXT,
    action TEXT, in_selection_center BOOLEAN DEFAULT false, asset_bundle_id TEXT, raw_payload JSONB, strategy_type TEXT,
    description TEXT, source_code TEXT, created_at TIMESTAMPTZ DEFAULT now(), updated_at TIMESTAMPTZ DEFAULT now());
CREATE TABLE aistock_loop_catalog (
    task_run_id TEXT, loop_id INTEGER, catalog_version TEXT, generated_at_utc TEXT, catalog_source TEXT,
    workspace_id TEXT, strategy_id TEXT, has_result BOOLEAN, factor_names JSONB, raw_payload JSONB,
    PRIMARY KEY (task_run_id, loop_id));
CREATE TABLE aistock_model_catalog (
    model_id TEXT PRIMARY KEY, task_run_id TEXT, loop_id INTEGER, workspace_id TEXT, catalog_version TEXT,
    generated_at_utc TEXT, catalog_source TEXT, model_type TEXT, model_name TEXT, annualized_return DOUBLE PRECISION,
    raw_payload JSONB);
CREATE TABLE aistock_alpha158_meta (factor_name TEXT PRIMARY KEY, lib_version TEXT NOT NULL, generated_at_utc TEXT,
    best_performance TEXT);
CREATE TABLE aistock_alpha360_meta (factor_name TEXT PRIMARY KEY, lib_version TEXT NOT NULL, generated_at_utc TEXT,
    best_performance TEXT);
CREATE TABLE qe_factor_classification (factor_catalog_id BIGINT NOT NULL REFERENCES aistock_factor_catalog (id), grade TEXT);

INSERT INTO aistock_factor_catalog (factor_name, source, generated_at_utc, expression)
VALUES ('HAND', 'manual', '2025-12-01', 'Ref($close, 1)'), ('MA5', 'rdagent_generated', 'long ago', 'Mean($close, 5)');
INSERT INTO qe_factor_classification SELECT id, 'A' FROM aistock_factor_catalog WHERE factor_name = 'MA5';
INSERT INTO aistock_strategy_catalog (strategy_id) VALUES ('by-hand');
INSERT INTO aistock_loop_catalog (task_run_id, loop_id, has_result) VALUES ('older', 0, true);
INSERT INTO aistock_model_catalog (model_id, task_run_id, loop_id, workspace_id) VALUES ('219726ef', 'older', 0, 'ws');

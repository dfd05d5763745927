-- AIstock's own importer writes whole snapshots into the same tables: it upserts every row with what its source knew, and removes what
-- the snapshot does not list (and each loop with number 0, which it takes for no number). Rows of Loopline stand against that: an upsert
-- by another program leaves the columns that Loopline writes as they are, and a removal of all that is not in a list passes them over.
-- An update or a removal of a row that is named, as people do by hand, works as ever; so do the columns of other modules.

SET LOCAL client_min_messages = warning;

-- What AIstock's statement for the baseline factors sets. Nothing of Loopline is in them.
ALTER TABLE public.aistock_alpha158_meta
    ADD COLUMN IF NOT EXISTS source_task_id TEXT,
    ADD COLUMN IF NOT EXISTS source_code_origin TEXT,
    ADD COLUMN IF NOT EXISTS source_loop_tag TEXT,
    ADD COLUMN IF NOT EXISTS source_index INTEGER;
ALTER TABLE public.aistock_alpha360_meta
    ADD COLUMN IF NOT EXISTS source_task_id TEXT,
    ADD COLUMN IF NOT EXISTS source_code_origin TEXT,
    ADD COLUMN IF NOT EXISTS source_loop_tag TEXT,
    ADD COLUMN IF NOT EXISTS source_index INTEGER;

-- Factors whose code is still to be read from a bundle.
CREATE INDEX IF NOT EXISTS loopline_code_owed ON public.aistock_factor_catalog (factor_name)
    WHERE loopline_revision > 0 AND asset_path IS NOT NULL AND code_text IS NULL;

-- Whether a statement is the upsert of another program. The list of columns tells: Loopline's has one of its own among them.
CREATE OR REPLACE FUNCTION public.loopline_is_foreign_upsert(statement text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT left(statement, 4000) ~* '^\s*(with\s.*)?insert\s' AND left(statement, 4000) !~* '^[^)]*loopline_'
$$;

-- The columns are the trigger's arguments.
CREATE OR REPLACE FUNCTION public.loopline_keep_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    before jsonb;
    kept jsonb;
BEGIN
    IF public.loopline_is_foreign_upsert(current_query()) THEN
        before := to_jsonb(OLD);
        SELECT jsonb_object_agg(name, before -> name) INTO kept FROM unnest(TG_ARGV) AS name WHERE before ? name;
        NEW := jsonb_populate_record(NEW, kept);
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.loopline_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_query() ~* '\mnot\s+(in|exists)\M' THEN
        RETURN NULL;
    END IF;
    RETURN OLD;
END $$;

DO $$
DECLARE
    kept record;
BEGIN
    FOR kept IN
        SELECT * FROM (VALUES
            ('aistock_factor_catalog', 'catalog_version, generated_at_utc, catalog_source, name, expression, region, tags,
                description_cn, formula_hint, variables, freq, align, nan_policy, created_at_utc, experiment_id, impl_module,
                impl_func, impl_version, performance_metrics, best_performance, best_performance_sharpe,
                best_performance_ann_ret, interface_info, input_schema, asset_bundle_id, source_task_id, asset_path, code_text,
                raw_payload, task_run_id, loop_id, workspace_id, workspace_path'),
            ('aistock_strategy_catalog', 'catalog_version, generated_at_utc, catalog_source, display_name, strategy_name,
                config_fingerprint, scenario, step_name, action, example_task_run_id, example_loop_id, example_workspace_id,
                example_workspace_path, template_files, data_config, dataset_config, portfolio_config, backtest_config,
                model_config, feature_list, market, instruments, freq, python_implementation, in_selection_center,
                asset_bundle_id, raw_payload, task_run_id, loop_id, workspace_id, workspace_path'),
            ('aistock_loop_catalog', 'catalog_version, generated_at_utc, catalog_source, display_name, workspace_id,
                workspace_path, workspace_role, asset_bundle_id, is_solidified, sync_status, scenario, step_name, action,
                status, has_result, strategy_id, factor_names, metrics, annualized_return, max_drawdown, sharpe, ic, ic_ir,
                win_rate, decision, hypothesis, summary_execution, summary_value_feedback, summary_shape_feedback,
                code_critic, limitations, path_factor_meta, path_factor_perf, path_feedback, path_ret_curve, path_dd_curve,
                path_mlruns, path_model_files, path_strategy_meta, path_model_meta, log_dir, materialization_status,
                materialization_error, materialization_updated_at_utc, readiness, raw_payload'),
            ('aistock_model_catalog', 'catalog_version, generated_at_utc, catalog_source, task_run_id, loop_id, workspace_id,
                workspace_path, log_dir, model_type, display_name, model_config, dataset_config, preprocess_config,
                feature_schema, flattened_feature_list, model_artifacts, asset_bundle_id, raw_payload'))
            AS t (target, columns)
    LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS loopline_keep_columns ON public.%I', kept.target);
        EXECUTE format(
            'CREATE TRIGGER loopline_keep_columns BEFORE UPDATE ON public.%I FOR EACH ROW WHEN (OLD.loopline_revision IS NOT NULL)'
            || ' EXECUTE FUNCTION public.loopline_keep_columns(%s)',
            kept.target,
            (SELECT string_agg(quote_literal(name), ', ') FROM regexp_split_to_table(kept.columns, ',\s*') AS name));
        EXECUTE format('DROP TRIGGER IF EXISTS loopline_keep_row ON public.%I', kept.target);
        EXECUTE format(
            'CREATE TRIGGER loopline_keep_row BEFORE DELETE ON public.%I FOR EACH ROW WHEN (OLD.loopline_revision IS NOT NULL)'
            || ' EXECUTE FUNCTION public.loopline_keep_row()', kept.target);
    END LOOP;
END $$;

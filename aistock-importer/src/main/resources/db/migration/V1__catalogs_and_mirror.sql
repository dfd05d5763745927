-- The catalog tables of AIstock, completed; Loopline's own tables; the mirror of RD-Agent's registry.
--
-- Only adds. Tables that an older script made keep their rows, ids, types and foreign keys; they gain what they lack.

-- That a column exists already is what this script expects, and no news.
SET LOCAL client_min_messages = warning;

CREATE SCHEMA IF NOT EXISTS rdagent;

-- Tools for this script ---------------------------------------------------------------------------------------------

-- A running number for rows, where the table has none: other tables of AIstock refer to it.
CREATE FUNCTION pg_temp.give_id(target regclass, short_name text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    has_source boolean;
    seq text := 'public.loopline_' || short_name || '_id_seq';
BEGIN
    SELECT a.atthasdef OR a.attidentity <> '' INTO has_source
    FROM pg_attribute a WHERE a.attrelid = target AND a.attname = 'id' AND NOT a.attisdropped;
    IF has_source THEN
        RETURN;
    END IF;
    EXECUTE format('ALTER TABLE %s ADD COLUMN IF NOT EXISTS id BIGINT', target);
    EXECUTE format('CREATE SEQUENCE IF NOT EXISTS %s', seq);
    EXECUTE format('SELECT setval(%L, GREATEST((SELECT max(id) FROM %s), 0) + 1, false)', seq, target);
    EXECUTE format('ALTER TABLE %s ALTER COLUMN id SET DEFAULT nextval(%L)', target, seq);
    EXECUTE format('UPDATE %s SET id = nextval(%L) WHERE id IS NULL', target, seq);
END $$;

-- Upserts need exactly this unique key.
CREATE FUNCTION pg_temp.require_unique(target regclass, columns text[], index_name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM pg_index i
        WHERE i.indrelid = target AND i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL
          AND (SELECT array_agg(a.attname::text ORDER BY a.attname)
               FROM pg_attribute a
               WHERE a.attrelid = target AND a.attnum = ANY (i.indkey))
              = (SELECT array_agg(c ORDER BY c) FROM unnest(columns) c)) THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE UNIQUE INDEX %I ON %s (%s)', index_name, target,
                   (SELECT string_agg(quote_ident(c), ', ') FROM unnest(columns) c));
EXCEPTION WHEN unique_violation THEN
    RAISE EXCEPTION 'the table % holds several rows with the same (%); remove all but one of each and start again',
        target, array_to_string(columns, ', ') USING ERRCODE = 'unique_violation';
END $$;

-- Factors -----------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.aistock_factor_catalog (
    factor_name      TEXT        NOT NULL,
    source           TEXT        NOT NULL,
    catalog_version  TEXT        NOT NULL,
    generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source   TEXT        NOT NULL,
    PRIMARY KEY (factor_name, source)
);
ALTER TABLE public.aistock_factor_catalog
    ADD COLUMN IF NOT EXISTS source TEXT,
    ADD COLUMN IF NOT EXISTS catalog_version TEXT,
    ADD COLUMN IF NOT EXISTS generated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS catalog_source TEXT,
    ADD COLUMN IF NOT EXISTS expression TEXT,
    ADD COLUMN IF NOT EXISTS region TEXT,
    ADD COLUMN IF NOT EXISTS tags JSONB,
    ADD COLUMN IF NOT EXISTS description_cn TEXT,
    ADD COLUMN IF NOT EXISTS formula_hint TEXT,
    ADD COLUMN IF NOT EXISTS variables JSONB,
    ADD COLUMN IF NOT EXISTS freq TEXT,
    ADD COLUMN IF NOT EXISTS align TEXT,
    ADD COLUMN IF NOT EXISTS nan_policy TEXT,
    ADD COLUMN IF NOT EXISTS created_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS experiment_id TEXT,
    ADD COLUMN IF NOT EXISTS impl_module TEXT,
    ADD COLUMN IF NOT EXISTS impl_func TEXT,
    ADD COLUMN IF NOT EXISTS impl_version TEXT,
    ADD COLUMN IF NOT EXISTS performance_metrics JSONB,
    ADD COLUMN IF NOT EXISTS first_sota_task_id TEXT,
    ADD COLUMN IF NOT EXISTS is_sota_factor BOOLEAN,
    ADD COLUMN IF NOT EXISTS best_performance TEXT,
    ADD COLUMN IF NOT EXISTS best_performance_sharpe DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS best_performance_ann_ret DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS interface_info JSONB,
    ADD COLUMN IF NOT EXISTS asset_bundle_id TEXT,
    ADD COLUMN IF NOT EXISTS raw_payload JSONB,
    ADD COLUMN IF NOT EXISTS source_task_id TEXT,
    ADD COLUMN IF NOT EXISTS source_code_origin TEXT,
    ADD COLUMN IF NOT EXISTS source_loop_tag TEXT,
    ADD COLUMN IF NOT EXISTS source_index INTEGER,
    ADD COLUMN IF NOT EXISTS ic DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS icir DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS max_drawdown DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS annualized_return DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS sharpe DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS dedup_hash TEXT,
    ADD COLUMN IF NOT EXISTS dedup_group_id TEXT,
    ADD COLUMN IF NOT EXISTS is_dedup_primary BOOLEAN DEFAULT true,
    ADD COLUMN IF NOT EXISTS code_text TEXT,
    ADD COLUMN IF NOT EXISTS factor_type TEXT,
    ADD COLUMN IF NOT EXISTS data_source TEXT,
    ADD COLUMN IF NOT EXISTS asset_path TEXT,
    ADD COLUMN IF NOT EXISTS qe_code_path TEXT,
    ADD COLUMN IF NOT EXISTS realtime_code_text TEXT,
    ADD COLUMN IF NOT EXISTS node_id TEXT,
    ADD COLUMN IF NOT EXISTS is_available BOOLEAN NOT NULL DEFAULT true,
    ADD COLUMN IF NOT EXISTS correlation_computed_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS correlation_pair_count INTEGER DEFAULT 0,
    ADD COLUMN IF NOT EXISTS best_loop_task_run_id TEXT,
    ADD COLUMN IF NOT EXISTS best_loop_id INTEGER,
    ADD COLUMN IF NOT EXISTS name TEXT,
    ADD COLUMN IF NOT EXISTS task_run_id TEXT,
    ADD COLUMN IF NOT EXISTS loop_id INTEGER,
    ADD COLUMN IF NOT EXISTS workspace_id TEXT,
    ADD COLUMN IF NOT EXISTS workspace_path TEXT,
    ADD COLUMN IF NOT EXISTS input_schema JSONB,
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS loopline_fingerprint TEXT,
    ADD COLUMN IF NOT EXISTS loopline_revision BIGINT,
    ADD COLUMN IF NOT EXISTS loopline_sequence BIGINT;
SELECT pg_temp.give_id('public.aistock_factor_catalog', 'factor_catalog');
SELECT pg_temp.require_unique('public.aistock_factor_catalog', ARRAY['id'], 'uq_factor_catalog_id');
SELECT pg_temp.require_unique('public.aistock_factor_catalog', ARRAY['loopline_fingerprint'], 'uq_factor_catalog_fingerprint');

-- An early version of the table knew a factor by its name alone, which loses one of two sources. Only the key changes.
DO $$
DECLARE
    old_key text;
BEGIN
    SELECT c.conname INTO old_key
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.conrelid = 'public.aistock_factor_catalog'::regclass AND c.contype = 'p'
      AND cardinality(c.conkey) = 1 AND a.attname = 'factor_name';
    IF old_key IS NOT NULL THEN
        IF EXISTS (SELECT 1 FROM public.aistock_factor_catalog WHERE source IS NULL) THEN
            RAISE EXCEPTION 'rows of aistock_factor_catalog have no source; give them one and start again';
        END IF;
        EXECUTE format('ALTER TABLE public.aistock_factor_catalog DROP CONSTRAINT %I', old_key);
        ALTER TABLE public.aistock_factor_catalog ADD PRIMARY KEY (factor_name, source);
    END IF;
END $$;
SELECT pg_temp.require_unique('public.aistock_factor_catalog', ARRAY['factor_name', 'source'], 'uq_factor_catalog_name_source');

CREATE INDEX IF NOT EXISTS idx_aistock_factor_catalog_tags_gin ON public.aistock_factor_catalog USING gin (tags);
CREATE INDEX IF NOT EXISTS idx_factor_catalog_dedup_hash ON public.aistock_factor_catalog (dedup_hash);
CREATE INDEX IF NOT EXISTS idx_factor_catalog_dedup_group ON public.aistock_factor_catalog (dedup_group_id);
CREATE INDEX IF NOT EXISTS idx_factor_catalog_source_task ON public.aistock_factor_catalog (source_task_id);
CREATE INDEX IF NOT EXISTS idx_factor_catalog_is_sota ON public.aistock_factor_catalog (is_sota_factor);
CREATE INDEX IF NOT EXISTS idx_factor_best_loop ON public.aistock_factor_catalog (best_loop_task_run_id, best_loop_id);
CREATE INDEX IF NOT EXISTS idx_factor_catalog_available ON public.aistock_factor_catalog (factor_name) WHERE is_available;
CREATE INDEX IF NOT EXISTS idx_factor_catalog_task_loop ON public.aistock_factor_catalog (task_run_id, loop_id);
CREATE INDEX IF NOT EXISTS idx_factor_catalog_name ON public.aistock_factor_catalog (name);

-- Strategies --------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.aistock_strategy_catalog (
    strategy_id      TEXT        NOT NULL PRIMARY KEY,
    catalog_version  TEXT        NOT NULL,
    generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source   TEXT        NOT NULL
);
ALTER TABLE public.aistock_strategy_catalog
    ADD COLUMN IF NOT EXISTS catalog_version TEXT,
    ADD COLUMN IF NOT EXISTS generated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS catalog_source TEXT,
    ADD COLUMN IF NOT EXISTS display_name TEXT,
    ADD COLUMN IF NOT EXISTS strategy_name TEXT,
    ADD COLUMN IF NOT EXISTS scenario TEXT,
    ADD COLUMN IF NOT EXISTS step_name TEXT,
    ADD COLUMN IF NOT EXISTS action TEXT,
    ADD COLUMN IF NOT EXISTS example_task_run_id TEXT,
    ADD COLUMN IF NOT EXISTS example_loop_id INTEGER,
    ADD COLUMN IF NOT EXISTS example_workspace_id TEXT,
    ADD COLUMN IF NOT EXISTS example_workspace_path TEXT,
    ADD COLUMN IF NOT EXISTS template_files JSONB,
    ADD COLUMN IF NOT EXISTS data_config JSONB,
    ADD COLUMN IF NOT EXISTS dataset_config JSONB,
    ADD COLUMN IF NOT EXISTS portfolio_config JSONB,
    ADD COLUMN IF NOT EXISTS backtest_config JSONB,
    ADD COLUMN IF NOT EXISTS model_config JSONB,
    ADD COLUMN IF NOT EXISTS feature_list JSONB,
    ADD COLUMN IF NOT EXISTS market TEXT,
    ADD COLUMN IF NOT EXISTS instruments JSONB,
    ADD COLUMN IF NOT EXISTS freq TEXT,
    ADD COLUMN IF NOT EXISTS python_implementation JSONB,
    ADD COLUMN IF NOT EXISTS in_selection_center BOOLEAN DEFAULT false,
    ADD COLUMN IF NOT EXISTS asset_bundle_id TEXT,
    ADD COLUMN IF NOT EXISTS raw_payload JSONB,
    ADD COLUMN IF NOT EXISTS task_id TEXT,
    ADD COLUMN IF NOT EXISTS task_dir TEXT,
    ADD COLUMN IF NOT EXISTS source_code_relpath TEXT,
    ADD COLUMN IF NOT EXISTS strategy_type TEXT,
    ADD COLUMN IF NOT EXISTS description TEXT,
    ADD COLUMN IF NOT EXISTS source_code TEXT,
    ADD COLUMN IF NOT EXISTS parent_strategy_id TEXT,
    ADD COLUMN IF NOT EXISTS llm_analysis TEXT,
    ADD COLUMN IF NOT EXISTS default_kwargs JSONB,
    ADD COLUMN IF NOT EXISTS param_schema JSONB,
    ADD COLUMN IF NOT EXISTS created_at TIMESTAMPTZ DEFAULT now(),
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ DEFAULT now(),
    ADD COLUMN IF NOT EXISTS node_id TEXT,
    ADD COLUMN IF NOT EXISTS best_loop_task_run_id TEXT,
    ADD COLUMN IF NOT EXISTS best_loop_id INTEGER,
    ADD COLUMN IF NOT EXISTS task_run_id TEXT,
    ADD COLUMN IF NOT EXISTS loop_id INTEGER,
    ADD COLUMN IF NOT EXISTS workspace_id TEXT,
    ADD COLUMN IF NOT EXISTS workspace_path TEXT,
    ADD COLUMN IF NOT EXISTS config_fingerprint TEXT,
    ADD COLUMN IF NOT EXISTS loopline_fingerprint TEXT,
    ADD COLUMN IF NOT EXISTS loopline_revision BIGINT,
    ADD COLUMN IF NOT EXISTS loopline_sequence BIGINT;
SELECT pg_temp.give_id('public.aistock_strategy_catalog', 'strategy_catalog');
SELECT pg_temp.require_unique('public.aistock_strategy_catalog', ARRAY['id'], 'uq_strategy_catalog_id');
SELECT pg_temp.require_unique('public.aistock_strategy_catalog', ARRAY['strategy_id'], 'uq_strategy_catalog_strategy_id');

CREATE INDEX IF NOT EXISTS idx_aistock_strategy_catalog_step_name ON public.aistock_strategy_catalog (step_name);
CREATE INDEX IF NOT EXISTS idx_aistock_strategy_catalog_action ON public.aistock_strategy_catalog (action);
CREATE INDEX IF NOT EXISTS idx_strategy_best_loop ON public.aistock_strategy_catalog (best_loop_task_run_id, best_loop_id);
CREATE INDEX IF NOT EXISTS idx_strategy_catalog_task_loop ON public.aistock_strategy_catalog (task_run_id, loop_id);

-- Loops -------------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.aistock_loop_catalog (
    id               BIGSERIAL   PRIMARY KEY,
    catalog_version  TEXT        NOT NULL,
    generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source   TEXT        NOT NULL,
    task_run_id      TEXT        NOT NULL,
    loop_id          INTEGER     NOT NULL,
    CONSTRAINT aistock_loop_catalog_task_run_id_loop_id_key UNIQUE (task_run_id, loop_id)
);
ALTER TABLE public.aistock_loop_catalog
    ADD COLUMN IF NOT EXISTS catalog_version TEXT,
    ADD COLUMN IF NOT EXISTS generated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS catalog_source TEXT,
    ADD COLUMN IF NOT EXISTS display_name TEXT,
    ADD COLUMN IF NOT EXISTS workspace_id TEXT,
    ADD COLUMN IF NOT EXISTS workspace_path TEXT,
    ADD COLUMN IF NOT EXISTS workspace_role TEXT,
    ADD COLUMN IF NOT EXISTS asset_bundle_id TEXT,
    ADD COLUMN IF NOT EXISTS is_solidified BOOLEAN DEFAULT false,
    ADD COLUMN IF NOT EXISTS sync_status TEXT DEFAULT 'pending',
    ADD COLUMN IF NOT EXISTS scenario TEXT,
    ADD COLUMN IF NOT EXISTS step_name TEXT,
    ADD COLUMN IF NOT EXISTS action TEXT,
    ADD COLUMN IF NOT EXISTS status TEXT,
    ADD COLUMN IF NOT EXISTS has_result BOOLEAN,
    ADD COLUMN IF NOT EXISTS strategy_id TEXT,
    ADD COLUMN IF NOT EXISTS factor_names JSONB,
    ADD COLUMN IF NOT EXISTS metrics JSONB,
    ADD COLUMN IF NOT EXISTS annualized_return DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS max_drawdown DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS sharpe DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS ic DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS ic_ir DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS win_rate DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS decision TEXT,
    ADD COLUMN IF NOT EXISTS hypothesis TEXT,
    ADD COLUMN IF NOT EXISTS summary_execution TEXT,
    ADD COLUMN IF NOT EXISTS summary_value_feedback TEXT,
    ADD COLUMN IF NOT EXISTS summary_shape_feedback TEXT,
    ADD COLUMN IF NOT EXISTS code_critic JSONB,
    ADD COLUMN IF NOT EXISTS limitations JSONB,
    ADD COLUMN IF NOT EXISTS path_factor_meta TEXT,
    ADD COLUMN IF NOT EXISTS path_factor_perf TEXT,
    ADD COLUMN IF NOT EXISTS path_feedback TEXT,
    ADD COLUMN IF NOT EXISTS path_ret_curve TEXT,
    ADD COLUMN IF NOT EXISTS path_dd_curve TEXT,
    ADD COLUMN IF NOT EXISTS path_mlruns TEXT,
    ADD COLUMN IF NOT EXISTS path_model_files TEXT,
    ADD COLUMN IF NOT EXISTS path_strategy_meta TEXT,
    ADD COLUMN IF NOT EXISTS path_model_meta TEXT,
    ADD COLUMN IF NOT EXISTS log_dir TEXT,
    ADD COLUMN IF NOT EXISTS materialization_status TEXT,
    ADD COLUMN IF NOT EXISTS materialization_error TEXT,
    ADD COLUMN IF NOT EXISTS materialization_updated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS readiness JSONB,
    ADD COLUMN IF NOT EXISTS raw_payload JSONB,
    ADD COLUMN IF NOT EXISTS manifest_schema_version INTEGER,
    ADD COLUMN IF NOT EXISTS manifest_primary_workspace_id TEXT,
    ADD COLUMN IF NOT EXISTS manifest_factor_entry_relpath TEXT,
    ADD COLUMN IF NOT EXISTS manifest_model_weight_relpath TEXT,
    ADD COLUMN IF NOT EXISTS manifest_config_relpath TEXT,
    ADD COLUMN IF NOT EXISTS source_workspace_path TEXT,
    ADD COLUMN IF NOT EXISTS log_uri TEXT,
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS node_id TEXT,
    ADD COLUMN IF NOT EXISTS loopline_fingerprint TEXT,
    ADD COLUMN IF NOT EXISTS loopline_revision BIGINT,
    ADD COLUMN IF NOT EXISTS loopline_sequence BIGINT;
SELECT pg_temp.give_id('public.aistock_loop_catalog', 'loop_catalog');
SELECT pg_temp.require_unique('public.aistock_loop_catalog', ARRAY['id'], 'uq_loop_catalog_id');
SELECT pg_temp.require_unique('public.aistock_loop_catalog', ARRAY['task_run_id', 'loop_id'], 'aistock_loop_catalog_task_run_id_loop_id_key');

CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_task_run_loop ON public.aistock_loop_catalog (task_run_id, loop_id);
CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_strategy_id ON public.aistock_loop_catalog (strategy_id);
CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_status ON public.aistock_loop_catalog (status);
CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_step_name ON public.aistock_loop_catalog (step_name);
CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_action ON public.aistock_loop_catalog (action);
CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_task_run_id ON public.aistock_loop_catalog (task_run_id);
CREATE INDEX IF NOT EXISTS idx_aistock_loop_catalog_loop_id ON public.aistock_loop_catalog (loop_id);
CREATE INDEX IF NOT EXISTS idx_loop_catalog_composite ON public.aistock_loop_catalog (strategy_id, status, has_result, task_run_id DESC, loop_id DESC);

-- Models ------------------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.aistock_model_catalog (
    model_id         TEXT        NOT NULL PRIMARY KEY,
    catalog_version  TEXT        NOT NULL,
    generated_at_utc TIMESTAMPTZ NOT NULL,
    catalog_source   TEXT        NOT NULL,
    task_run_id      TEXT        NOT NULL,
    loop_id          INTEGER     NOT NULL,
    workspace_id     TEXT        NOT NULL,
    CONSTRAINT aistock_model_catalog_task_run_loop_workspace_key UNIQUE (task_run_id, loop_id, workspace_id)
);
ALTER TABLE public.aistock_model_catalog
    ADD COLUMN IF NOT EXISTS catalog_version TEXT,
    ADD COLUMN IF NOT EXISTS generated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS catalog_source TEXT,
    ADD COLUMN IF NOT EXISTS task_run_id TEXT,
    ADD COLUMN IF NOT EXISTS loop_id INTEGER,
    ADD COLUMN IF NOT EXISTS workspace_id TEXT,
    ADD COLUMN IF NOT EXISTS workspace_path TEXT,
    ADD COLUMN IF NOT EXISTS log_dir TEXT,
    ADD COLUMN IF NOT EXISTS model_type TEXT,
    ADD COLUMN IF NOT EXISTS display_name TEXT,
    ADD COLUMN IF NOT EXISTS model_config JSONB,
    ADD COLUMN IF NOT EXISTS dataset_config JSONB,
    ADD COLUMN IF NOT EXISTS preprocess_config JSONB,
    ADD COLUMN IF NOT EXISTS feature_schema JSONB,
    ADD COLUMN IF NOT EXISTS flattened_feature_list JSONB,
    ADD COLUMN IF NOT EXISTS model_artifacts JSONB,
    ADD COLUMN IF NOT EXISTS "window" INTEGER,
    ADD COLUMN IF NOT EXISTS freq TEXT,
    ADD COLUMN IF NOT EXISTS asset_bundle_id TEXT,
    ADD COLUMN IF NOT EXISTS raw_payload JSONB,
    ADD COLUMN IF NOT EXISTS model_name TEXT,
    ADD COLUMN IF NOT EXISTS model_description TEXT,
    ADD COLUMN IF NOT EXISTS model_architecture TEXT,
    ADD COLUMN IF NOT EXISTS model_formulation TEXT,
    ADD COLUMN IF NOT EXISTS code_text TEXT,
    ADD COLUMN IF NOT EXISTS hypothesis_text TEXT,
    ADD COLUMN IF NOT EXISTS feedback_observations TEXT,
    ADD COLUMN IF NOT EXISTS feedback_evaluation TEXT,
    ADD COLUMN IF NOT EXISTS feedback_reason TEXT,
    ADD COLUMN IF NOT EXISTS source_task_id TEXT,
    ADD COLUMN IF NOT EXISTS model_hyperparameters JSONB,
    ADD COLUMN IF NOT EXISTS model_training_hyperparameters JSONB,
    ADD COLUMN IF NOT EXISTS model_variables JSONB,
    ADD COLUMN IF NOT EXISTS all_metrics JSONB,
    ADD COLUMN IF NOT EXISTS ic DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS annualized_return DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS max_drawdown DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS sharpe DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS information_ratio DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS feedback_decision BOOLEAN,
    ADD COLUMN IF NOT EXISTS is_sota BOOLEAN DEFAULT false,
    ADD COLUMN IF NOT EXISTS best_epoch INTEGER,
    ADD COLUMN IF NOT EXISTS total_epochs INTEGER,
    ADD COLUMN IF NOT EXISTS convergence_ratio DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS overfit_ratio DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS train_loss_final DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS val_loss_final DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS training_failed BOOLEAN,
    ADD COLUMN IF NOT EXISTS training_curves JSONB,
    ADD COLUMN IF NOT EXISTS model_grade TEXT,
    ADD COLUMN IF NOT EXISTS grade_reason TEXT,
    ADD COLUMN IF NOT EXISTS node_id TEXT,
    ADD COLUMN IF NOT EXISTS updated_at TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS loopline_fingerprint TEXT,
    ADD COLUMN IF NOT EXISTS loopline_revision BIGINT,
    ADD COLUMN IF NOT EXISTS loopline_sequence BIGINT;
SELECT pg_temp.give_id('public.aistock_model_catalog', 'model_catalog');
SELECT pg_temp.require_unique('public.aistock_model_catalog', ARRAY['id'], 'uq_model_catalog_id');
SELECT pg_temp.require_unique('public.aistock_model_catalog', ARRAY['model_id'], 'uq_model_catalog_model_id');

CREATE INDEX IF NOT EXISTS idx_aistock_model_catalog_task_run_loop ON public.aistock_model_catalog (task_run_id, loop_id);
CREATE INDEX IF NOT EXISTS idx_aistock_model_catalog_workspace_id ON public.aistock_model_catalog (workspace_id);

-- Baseline factors --------------------------------------------------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.aistock_alpha158_meta (factor_name TEXT PRIMARY KEY, lib_version TEXT NOT NULL);
ALTER TABLE public.aistock_alpha158_meta
    ADD COLUMN IF NOT EXISTS generated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS expression TEXT,
    ADD COLUMN IF NOT EXISTS description_cn TEXT,
    ADD COLUMN IF NOT EXISTS variables JSONB,
    ADD COLUMN IF NOT EXISTS freq TEXT,
    ADD COLUMN IF NOT EXISTS align TEXT,
    ADD COLUMN IF NOT EXISTS nan_policy TEXT,
    ADD COLUMN IF NOT EXISTS impl_module TEXT,
    ADD COLUMN IF NOT EXISTS impl_func TEXT,
    ADD COLUMN IF NOT EXISTS impl_version TEXT,
    ADD COLUMN IF NOT EXISTS raw_payload JSONB,
    ADD COLUMN IF NOT EXISTS best_performance TEXT,
    ADD COLUMN IF NOT EXISTS best_performance_sharpe DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS best_performance_ann_ret DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS interface_info JSONB,
    ADD COLUMN IF NOT EXISTS asset_bundle_id TEXT;
CREATE INDEX IF NOT EXISTS idx_aistock_alpha158_meta_lib_version ON public.aistock_alpha158_meta (lib_version);
CREATE INDEX IF NOT EXISTS idx_aistock_alpha158_meta_freq ON public.aistock_alpha158_meta (freq);

CREATE TABLE IF NOT EXISTS public.aistock_alpha360_meta (factor_name TEXT PRIMARY KEY, lib_version TEXT NOT NULL);
ALTER TABLE public.aistock_alpha360_meta
    ADD COLUMN IF NOT EXISTS generated_at_utc TIMESTAMPTZ,
    ADD COLUMN IF NOT EXISTS expression TEXT,
    ADD COLUMN IF NOT EXISTS description_cn TEXT,
    ADD COLUMN IF NOT EXISTS variables JSONB,
    ADD COLUMN IF NOT EXISTS freq TEXT,
    ADD COLUMN IF NOT EXISTS align TEXT,
    ADD COLUMN IF NOT EXISTS nan_policy TEXT,
    ADD COLUMN IF NOT EXISTS impl_module TEXT,
    ADD COLUMN IF NOT EXISTS impl_func TEXT,
    ADD COLUMN IF NOT EXISTS impl_version TEXT,
    ADD COLUMN IF NOT EXISTS raw_payload JSONB,
    ADD COLUMN IF NOT EXISTS best_performance TEXT,
    ADD COLUMN IF NOT EXISTS best_performance_sharpe DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS best_performance_ann_ret DOUBLE PRECISION,
    ADD COLUMN IF NOT EXISTS interface_info JSONB,
    ADD COLUMN IF NOT EXISTS asset_bundle_id TEXT;
CREATE INDEX IF NOT EXISTS idx_aistock_alpha360_meta_lib_version ON public.aistock_alpha360_meta (lib_version);
CREATE INDEX IF NOT EXISTS idx_aistock_alpha360_meta_freq ON public.aistock_alpha360_meta (freq);

-- Occurrences: no loop in which a factor occurs is forgotten ----------------------------------------------------------

CREATE TABLE IF NOT EXISTS public.aistock_factor_occurrence (
    fingerprint       TEXT    NOT NULL,
    task_run_id       TEXT    NOT NULL,
    loop_id           INTEGER NOT NULL,
    name              TEXT    NOT NULL,
    factor_name       TEXT    NOT NULL,
    source            TEXT    NOT NULL,
    expression        TEXT,
    workspace_id      TEXT    NOT NULL,
    asset_bundle_id   TEXT    NOT NULL,
    sharpe            DOUBLE PRECISION,
    annualized_return DOUBLE PRECISION,
    max_drawdown      DOUBLE PRECISION,
    PRIMARY KEY (fingerprint, task_run_id, loop_id)
);
CREATE INDEX IF NOT EXISTS idx_factor_occurrence_task_loop ON public.aistock_factor_occurrence (task_run_id, loop_id);
CREATE INDEX IF NOT EXISTS idx_factor_occurrence_factor_name ON public.aistock_factor_occurrence (factor_name);

-- Loopline's own bookkeeping ------------------------------------------------------------------------------------------

-- What was imported of each loop, and what is still to be told or mended. A withdrawn loop stays here with its
-- revision, so that an older event cannot bring it back.
CREATE TABLE public.loopline_import (
    task_run_id      TEXT        NOT NULL,
    loop_id          INTEGER     NOT NULL,
    revision         BIGINT      NOT NULL,
    sequence         BIGINT      NOT NULL,
    tombstone        BOOLEAN     NOT NULL,
    imported_at      TIMESTAMPTZ NOT NULL,
    generated_at_utc TIMESTAMPTZ,
    bundle_state     TEXT,
    bundle_reason    TEXT,
    bundle           JSONB,
    rows             JSONB       NOT NULL,
    published        BOOLEAN     NOT NULL,
    PRIMARY KEY (task_run_id, loop_id)
);
CREATE INDEX loopline_import_unpublished ON public.loopline_import (imported_at) WHERE NOT published;
CREATE INDEX loopline_import_bundle_missing ON public.loopline_import (imported_at) WHERE bundle_state <> 'available';

-- The newest statement about each factor, also about those that are gone.
CREATE TABLE public.loopline_factor (
    fingerprint TEXT    NOT NULL PRIMARY KEY,
    sequence    BIGINT  NOT NULL,
    gone        BOOLEAN NOT NULL
);

CREATE TABLE public.loopline_rejected (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_run_id TEXT        NOT NULL,
    loop_id     INTEGER     NOT NULL,
    kind        TEXT        NOT NULL,
    entry_key   TEXT        NOT NULL,
    field       TEXT,
    reason      TEXT        NOT NULL,
    message     TEXT        NOT NULL,
    at          TIMESTAMPTZ NOT NULL
);
CREATE INDEX loopline_rejected_task_loop ON public.loopline_rejected (task_run_id, loop_id);

CREATE TABLE public.loopline_sync_run (
    run_id         BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    state          TEXT             NOT NULL,
    phase          TEXT             NOT NULL,
    progress       DOUBLE PRECISION NOT NULL,
    last_sync_time TIMESTAMPTZ,
    started_at     TIMESTAMPTZ      NOT NULL,
    finished_at    TIMESTAMPTZ,
    last_error     TEXT,
    last_result    JSONB
);

-- Mirror of RD-Agent's registry, for the loops in the catalogs ----------------------------------------------------------

CREATE TABLE rdagent.loops (
    task_run_id                    TEXT    NOT NULL,
    loop_id                        INTEGER NOT NULL,
    action                         TEXT,
    status                         TEXT,
    has_result                     INTEGER NOT NULL DEFAULT 0,
    best_workspace_id              TEXT,
    started_at_utc                 TEXT,
    ended_at_utc                   TEXT,
    error_type                     TEXT,
    error_message                  TEXT,
    ic_mean                        DOUBLE PRECISION,
    rank_ic_mean                   DOUBLE PRECISION,
    ann_return                     DOUBLE PRECISION,
    mdd                            DOUBLE PRECISION,
    turnover                       DOUBLE PRECISION,
    multi_score                    DOUBLE PRECISION,
    metrics_json                   TEXT,
    log_dir                        TEXT,
    materialization_status         TEXT,
    materialization_error          TEXT,
    materialization_updated_at_utc TEXT,
    asset_bundle_id                TEXT,
    is_solidified                  INTEGER NOT NULL DEFAULT 0,
    sync_status                    TEXT    NOT NULL DEFAULT 'pending',
    updated_at_utc                 TEXT,
    workspace_id                   TEXT,
    workspace_path                 TEXT,
    scenario                       TEXT,
    log_trace_path                 TEXT,
    PRIMARY KEY (task_run_id, loop_id)
);

-- A task run is what its loops say about it, so no order of arrival can change it.
CREATE VIEW rdagent.task_runs AS
SELECT task_run_id,
       (array_agg(scenario ORDER BY loop_id) FILTER (WHERE scenario IS NOT NULL))[1]             AS scenario,
       NULL::text                                                                               AS status,
       min(started_at_utc)                                                                      AS created_at_utc,
       max(updated_at_utc)                                                                      AS updated_at_utc,
       NULL::text                                                                               AS git_sha,
       NULL::text                                                                               AS rdagent_version,
       (array_agg(log_trace_path ORDER BY loop_id) FILTER (WHERE log_trace_path IS NOT NULL))[1] AS log_trace_path,
       NULL::text                                                                               AS params_json
FROM rdagent.loops
GROUP BY task_run_id;

CREATE TABLE rdagent.workspaces (
    workspace_id    TEXT    NOT NULL,
    task_run_id     TEXT    NOT NULL,
    loop_id         INTEGER NOT NULL,
    workspace_role  TEXT,
    experiment_type TEXT,
    step_name       TEXT,
    status          TEXT,
    workspace_path  TEXT    NOT NULL,
    meta_path       TEXT,
    summary_path    TEXT,
    manifest_path   TEXT,
    created_at_utc  TEXT,
    updated_at_utc  TEXT,
    PRIMARY KEY (task_run_id, loop_id, workspace_id)
);
CREATE INDEX idx_workspaces_workspace ON rdagent.workspaces (workspace_id);
CREATE INDEX idx_workspaces_role ON rdagent.workspaces (workspace_role);

CREATE TABLE rdagent.production_bundles (
    id          BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    task_run_id TEXT    NOT NULL,
    loop_id     INTEGER NOT NULL,
    bundle_id   TEXT    NOT NULL,
    bundle_path TEXT    NOT NULL,
    created_at  TEXT    NOT NULL,
    updated_at  TEXT,
    UNIQUE (task_run_id, loop_id)
);
CREATE UNIQUE INDEX idx_production_bundles_bundle_id ON rdagent.production_bundles (bundle_id);

CREATE TABLE rdagent.artifacts (
    artifact_id         TEXT    NOT NULL,
    task_run_id         TEXT    NOT NULL,
    loop_id             INTEGER NOT NULL,
    workspace_id        TEXT    NOT NULL,
    artifact_type       TEXT,
    name                TEXT,
    version             TEXT,
    status              TEXT,
    primary_flag        INTEGER NOT NULL DEFAULT 0,
    summary_json        TEXT,
    entry_path          TEXT,
    model_type          TEXT,
    model_conf_json     TEXT,
    dataset_conf_json   TEXT,
    feature_schema_json TEXT,
    created_at_utc      TEXT,
    updated_at_utc      TEXT,
    PRIMARY KEY (task_run_id, loop_id, artifact_id)
);
CREATE INDEX idx_artifacts_workspace ON rdagent.artifacts (workspace_id);

CREATE TABLE rdagent.artifact_files (
    file_id      TEXT    NOT NULL,
    artifact_id  TEXT    NOT NULL,
    task_run_id  TEXT    NOT NULL,
    loop_id      INTEGER NOT NULL,
    workspace_id TEXT    NOT NULL,
    path         TEXT    NOT NULL,
    sha256       TEXT,
    size_bytes   BIGINT,
    mtime_utc    TEXT,
    kind         TEXT,
    PRIMARY KEY (task_run_id, loop_id, artifact_id, file_id)
);

-- The names that the guides query, where nobody else uses them.
DO $$
DECLARE
    wanted text;
BEGIN
    FOREACH wanted IN ARRAY ARRAY['loops', 'workspaces', 'task_runs', 'production_bundles', 'artifacts'] LOOP
        IF to_regclass('public.' || wanted) IS NULL THEN
            EXECUTE format('CREATE VIEW public.%I AS SELECT * FROM rdagent.%I', wanted, wanted);
        ELSE
            RAISE NOTICE 'public.% exists already; the mirror stays in schema rdagent', wanted;
        END IF;
    END LOOP;
END $$;

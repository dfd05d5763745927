-- The first registry, opened by a later RD-Agent: it adds these columns and no others.
CREATE TABLE task_runs (
    task_run_id TEXT PRIMARY KEY, scenario TEXT, status TEXT, created_at_utc TEXT, updated_at_utc TEXT, git_sha TEXT,
    rdagent_version TEXT, log_trace_path TEXT
);
CREATE TABLE loops (
    task_run_id TEXT NOT NULL, loop_id INTEGER NOT NULL, action TEXT, status TEXT, has_result INTEGER DEFAULT 0,
    best_workspace_id TEXT, started_at_utc TEXT, ended_at_utc TEXT, error_type TEXT, error_message TEXT, ic_mean REAL,
    rank_ic_mean REAL, ann_return REAL, mdd REAL, turnover REAL, multi_score REAL, metrics_json TEXT,
    PRIMARY KEY (task_run_id, loop_id)
);
CREATE TABLE workspaces (
    workspace_id TEXT PRIMARY KEY, task_run_id TEXT NOT NULL, loop_id INTEGER, workspace_role TEXT, experiment_type TEXT,
    step_name TEXT, status TEXT, workspace_path TEXT NOT NULL, meta_path TEXT, summary_path TEXT, manifest_path TEXT,
    created_at_utc TEXT, updated_at_utc TEXT
);
CREATE TABLE artifacts (
    artifact_id TEXT PRIMARY KEY, task_run_id TEXT NOT NULL, loop_id INTEGER, workspace_id TEXT NOT NULL,
    artifact_type TEXT, name TEXT, version TEXT, status TEXT, primary_flag INTEGER DEFAULT 0, summary_json TEXT,
    entry_path TEXT, created_at_utc TEXT, updated_at_utc TEXT
);
CREATE TABLE artifact_files (
    file_id TEXT PRIMARY KEY, artifact_id TEXT NOT NULL, workspace_id TEXT NOT NULL, path TEXT NOT NULL, sha256 TEXT,
    size_bytes INTEGER, mtime_utc TEXT, kind TEXT
);
CREATE INDEX idx_workspaces_task_loop ON workspaces(task_run_id, loop_id);
CREATE INDEX idx_workspaces_role ON workspaces(workspace_role);
CREATE INDEX idx_artifacts_task_loop ON artifacts(task_run_id, loop_id);
CREATE INDEX idx_artifacts_workspace ON artifacts(workspace_id);
CREATE INDEX idx_artifact_files_artifact ON artifact_files(artifact_id);
INSERT INTO task_runs (task_run_id, status, created_at_utc) VALUES ('old-run', 'success', '2025-12-24T08:00:00.000000+00:00');
INSERT INTO loops (task_run_id, loop_id, action, status, has_result, ic_mean) VALUES ('old-run', 0, 'model', 'success', 1, 0.031);
INSERT INTO loops (task_run_id, loop_id, action, status, has_result) VALUES ('old-run', 1, 'factor', 'running', '1');
INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_role, workspace_path)
    VALUES ('c0ffee00112233445566778899aabbcc', 'old-run', 0, 'experiment_workspace', '/mnt/f/gone/c0ffee00112233445566778899aabbcc');
INSERT INTO artifacts (artifact_id, task_run_id, loop_id, workspace_id, artifact_type, name, summary_json)
    VALUES ('a1', 'old-run', 0, 'c0ffee00112233445566778899aabbcc', 'report', 'qlib_report', '{}');
INSERT INTO artifact_files (file_id, artifact_id, workspace_id, path) VALUES ('f1', 'a1', 'c0ffee00112233445566778899aabbcc', 'ret.pkl');
ALTER TABLE task_runs ADD COLUMN params_json TEXT;
ALTER TABLE loops ADD COLUMN materialization_status TEXT;
ALTER TABLE loops ADD COLUMN materialization_error TEXT;
ALTER TABLE loops ADD COLUMN materialization_updated_at_utc TEXT;
ALTER TABLE loops ADD COLUMN asset_bundle_id TEXT;
ALTER TABLE loops ADD COLUMN is_solidified INTEGER DEFAULT 0;
ALTER TABLE loops ADD COLUMN sync_status TEXT DEFAULT 'pending';
ALTER TABLE loops ADD COLUMN updated_at_utc TEXT;
CREATE TABLE factor_registry (
    factor_name TEXT, expression TEXT, performance_json TEXT, asset_bundle_id TEXT, workspace_id TEXT, task_run_id TEXT,
    loop_id INTEGER, updated_at_utc TEXT, PRIMARY KEY (factor_name, asset_bundle_id)
);

package dev.loopline.samples.registry;

import java.util.ArrayList;
import java.util.List;

/** The create statements of RD-Agent's registry. */
final class RegistrySchema {

    private static final String TASK_RUNS = """
            CREATE TABLE IF NOT EXISTS task_runs (
                task_run_id TEXT PRIMARY KEY,
                scenario TEXT,
                status TEXT,
                created_at_utc TEXT,
                updated_at_utc TEXT,
                git_sha TEXT,
                rdagent_version TEXT,
                log_trace_path TEXT,
                params_json TEXT
            )""";

    /** The last line is completed per generation. */
    private static final String LOOPS = """
            CREATE TABLE IF NOT EXISTS loops (
                task_run_id TEXT NOT NULL,
                loop_id INTEGER NOT NULL,
                action TEXT,
                status TEXT,
                has_result INTEGER DEFAULT 0,
                best_workspace_id TEXT,
                started_at_utc TEXT,
                ended_at_utc TEXT,
                error_type TEXT,
                error_message TEXT,
                ic_mean REAL,
                rank_ic_mean REAL,
                ann_return REAL,
                mdd REAL,
                turnover REAL,
                multi_score REAL,
                metrics_json TEXT,
                %s
                PRIMARY KEY (task_run_id, loop_id)
            )""";

    private static final String LOOPS_SINCE_V1 = """
            log_dir TEXT,
                materialization_status TEXT,
                materialization_error TEXT,
                materialization_updated_at_utc TEXT,
                asset_bundle_id TEXT,
                is_solidified INTEGER DEFAULT 0,
                sync_status TEXT DEFAULT 'pending',
                updated_at_utc TEXT,""";

    private static final String FACTOR_REGISTRY = """
            CREATE TABLE IF NOT EXISTS factor_registry (
                factor_name TEXT,
                expression TEXT,
                performance_json TEXT,
                asset_bundle_id TEXT,
                workspace_id TEXT,
                task_run_id TEXT,
                loop_id INTEGER,
                updated_at_utc TEXT,
                PRIMARY KEY (factor_name, asset_bundle_id)
            )""";

    private static final String WORKSPACES = """
            CREATE TABLE IF NOT EXISTS workspaces (
                workspace_id TEXT PRIMARY KEY,
                task_run_id TEXT NOT NULL,
                loop_id INTEGER,
                workspace_role TEXT,
                experiment_type TEXT,
                step_name TEXT,
                status TEXT,
                workspace_path TEXT NOT NULL,
                meta_path TEXT,
                summary_path TEXT,
                manifest_path TEXT,
                created_at_utc TEXT,
                updated_at_utc TEXT
            )""";

    private static final String ARTIFACTS = """
            CREATE TABLE IF NOT EXISTS artifacts (
                artifact_id TEXT PRIMARY KEY,
                task_run_id TEXT NOT NULL,
                loop_id INTEGER,
                workspace_id TEXT NOT NULL,
                artifact_type TEXT,
                name TEXT,
                version TEXT,
                status TEXT,
                primary_flag INTEGER DEFAULT 0,
                summary_json TEXT,
                entry_path TEXT,
                %s
                created_at_utc TEXT,
                updated_at_utc TEXT
            )""";

    private static final String ARTIFACTS_SINCE_V1 = """
            model_type TEXT,
                model_conf_json TEXT,
                dataset_conf_json TEXT,
                feature_schema_json TEXT,
            """;

    private static final String ARTIFACT_FILES = """
            CREATE TABLE IF NOT EXISTS artifact_files (
                file_id TEXT PRIMARY KEY,
                artifact_id TEXT NOT NULL,
                workspace_id TEXT NOT NULL,
                path TEXT NOT NULL,
                sha256 TEXT,
                size_bytes INTEGER,
                mtime_utc TEXT,
                kind TEXT
            )""";

    private static final List<String> INDEXES = List.of(
            "CREATE INDEX IF NOT EXISTS idx_workspaces_task_loop ON workspaces (task_run_id, loop_id)",
            "CREATE INDEX IF NOT EXISTS idx_workspaces_role ON workspaces (workspace_role)",
            "CREATE INDEX IF NOT EXISTS idx_artifacts_task_loop ON artifacts (task_run_id, loop_id)",
            "CREATE INDEX IF NOT EXISTS idx_artifacts_workspace ON artifacts (workspace_id)",
            "CREATE INDEX IF NOT EXISTS idx_artifact_files_artifact ON artifact_files (artifact_id)");

    private RegistrySchema() {}

    /** The statements for one generation, in RD-Agent's order. */
    static List<String> statements(RegistryKind kind) {
        boolean current = kind == RegistryKind.CURRENT;
        List<String> statements = new ArrayList<>();
        statements.add(TASK_RUNS);
        statements.add(LOOPS.formatted(current ? LOOPS_SINCE_V1 : ""));
        if (current) {
            statements.add(FACTOR_REGISTRY);
        }
        statements.add(WORKSPACES);
        statements.add(ARTIFACTS.formatted(current ? ARTIFACTS_SINCE_V1 : ""));
        statements.add(ARTIFACT_FILES);
        statements.addAll(INDEXES);
        return statements;
    }
}

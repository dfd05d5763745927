package dev.loopline.watcher.registry;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The tables of the registry. Those of RD-Agent are created exactly as its own code creates them, in its order, so that it
 * does not matter who was first. A registry from an older RD-Agent gets the columns that it lacks. Ours begin with {@code
 * loopline_}. Nothing is ever dropped or changed.
 */
final class RegistrySchema {

    /** A table: its name and its columns, as they stand in the create statement. */
    private record Table(String name, List<String> columns, String constraint) {

        String createStatement() {
            String body = String.join(",\n    ", columns) + (constraint.isEmpty() ? "" : ",\n    " + constraint);
            return "CREATE TABLE IF NOT EXISTS " + name + " (\n    " + body + "\n)";
        }
    }

    private static final List<Table> RD_AGENT = List.of(
            new Table(
                    "task_runs",
                    List.of(
                            "task_run_id TEXT PRIMARY KEY",
                            "scenario TEXT",
                            "status TEXT",
                            "created_at_utc TEXT",
                            "updated_at_utc TEXT",
                            "git_sha TEXT",
                            "rdagent_version TEXT",
                            "log_trace_path TEXT",
                            "params_json TEXT"),
                    ""),
            new Table(
                    "loops",
                    List.of(
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER NOT NULL",
                            "action TEXT",
                            "status TEXT",
                            "has_result INTEGER DEFAULT 0",
                            "best_workspace_id TEXT",
                            "started_at_utc TEXT",
                            "ended_at_utc TEXT",
                            "error_type TEXT",
                            "error_message TEXT",
                            "ic_mean REAL",
                            "rank_ic_mean REAL",
                            "ann_return REAL",
                            "mdd REAL",
                            "turnover REAL",
                            "multi_score REAL",
                            "metrics_json TEXT",
                            "log_dir TEXT",
                            "materialization_status TEXT",
                            "materialization_error TEXT",
                            "materialization_updated_at_utc TEXT",
                            "asset_bundle_id TEXT",
                            "is_solidified INTEGER DEFAULT 0",
                            "sync_status TEXT DEFAULT 'pending'",
                            "updated_at_utc TEXT"),
                    "PRIMARY KEY (task_run_id, loop_id)"),
            new Table(
                    "factor_registry",
                    List.of(
                            "factor_name TEXT",
                            "expression TEXT",
                            "performance_json TEXT",
                            "asset_bundle_id TEXT",
                            "workspace_id TEXT",
                            "task_run_id TEXT",
                            "loop_id INTEGER",
                            "updated_at_utc TEXT"),
                    "PRIMARY KEY (factor_name, asset_bundle_id)"),
            new Table(
                    "workspaces",
                    List.of(
                            "workspace_id TEXT PRIMARY KEY",
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER",
                            "workspace_role TEXT",
                            "experiment_type TEXT",
                            "step_name TEXT",
                            "status TEXT",
                            "workspace_path TEXT NOT NULL",
                            "meta_path TEXT",
                            "summary_path TEXT",
                            "manifest_path TEXT",
                            "created_at_utc TEXT",
                            "updated_at_utc TEXT"),
                    ""),
            new Table(
                    "artifacts",
                    List.of(
                            "artifact_id TEXT PRIMARY KEY",
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER",
                            "workspace_id TEXT NOT NULL",
                            "artifact_type TEXT",
                            "name TEXT",
                            "version TEXT",
                            "status TEXT",
                            "primary_flag INTEGER DEFAULT 0",
                            "summary_json TEXT",
                            "entry_path TEXT",
                            "model_type TEXT",
                            "model_conf_json TEXT",
                            "dataset_conf_json TEXT",
                            "feature_schema_json TEXT",
                            "created_at_utc TEXT",
                            "updated_at_utc TEXT"),
                    ""),
            new Table(
                    "artifact_files",
                    List.of(
                            "file_id TEXT PRIMARY KEY",
                            "artifact_id TEXT NOT NULL",
                            "workspace_id TEXT NOT NULL",
                            "path TEXT NOT NULL",
                            "sha256 TEXT",
                            "size_bytes INTEGER",
                            "mtime_utc TEXT",
                            "kind TEXT"),
                    ""),
            new Table(
                    "production_bundles",
                    List.of(
                            "id INTEGER PRIMARY KEY AUTOINCREMENT",
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER NOT NULL",
                            "bundle_id TEXT NOT NULL UNIQUE",
                            "bundle_path TEXT NOT NULL",
                            "created_at TEXT NOT NULL",
                            "updated_at TEXT"),
                    "UNIQUE(task_run_id, loop_id)"));

    /** What the initialisation guide selects from {@code loops} although RD-Agent has no such columns. */
    private static final List<String> ADDED_TO_LOOPS = List.of("workspace_id TEXT", "workspace_path TEXT");

    private static final List<String> INDEXES = List.of(
            "idx_workspaces_task_loop ON workspaces(task_run_id, loop_id)",
            "idx_workspaces_role ON workspaces(workspace_role)",
            "idx_artifacts_task_loop ON artifacts(task_run_id, loop_id)",
            "idx_artifacts_workspace ON artifacts(workspace_id)",
            "idx_artifact_files_artifact ON artifact_files(artifact_id)",
            "idx_production_bundles_task_run_loop ON production_bundles(task_run_id, loop_id)",
            "idx_production_bundles_bundle_id ON production_bundles(bundle_id)",
            "loopline_idx_loops_updated ON loops(updated_at_utc)",
            "loopline_idx_workspaces_updated ON workspaces(updated_at_utc)",
            "loopline_idx_request_open ON loopline_request_loop(task_run_id, loop_id)"
                    + " WHERE revision IS NULL AND error IS NULL");

    private static final List<Table> OURS = List.of(
            new Table(
                    "loopline_loop",
                    List.of(
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER NOT NULL",
                            "state TEXT NOT NULL",
                            "revision INTEGER NOT NULL",
                            "content_digest TEXT",
                            "stat_fingerprint TEXT",
                            "row_signature TEXT",
                            "origin TEXT",
                            "evidence TEXT",
                            "assumption TEXT",
                            "folders TEXT",
                            "finished_at_utc TEXT",
                            "registered_at_utc TEXT",
                            "backfilled_revision INTEGER NOT NULL DEFAULT 0",
                            "bundled_revision INTEGER NOT NULL DEFAULT 0",
                            "imported_revision INTEGER NOT NULL DEFAULT 0",
                            "has_result INTEGER",
                            "own_feedback TEXT",
                            "failed_revision INTEGER NOT NULL DEFAULT 0",
                            "failed_service TEXT",
                            "failure TEXT"),
                    "PRIMARY KEY (task_run_id, loop_id)"),
            new Table(
                    "loopline_loop_files",
                    List.of("task_run_id TEXT NOT NULL", "loop_id INTEGER NOT NULL", "files BLOB"),
                    "PRIMARY KEY (task_run_id, loop_id)"),
            new Table(
                    "loopline_outbox",
                    List.of(
                            "sequence INTEGER PRIMARY KEY AUTOINCREMENT",
                            "topic TEXT NOT NULL",
                            "record_key TEXT NOT NULL",
                            "body BLOB",
                            "headers TEXT NOT NULL",
                            "created_at_utc TEXT NOT NULL",
                            "revision INTEGER NOT NULL DEFAULT 0"),
                    ""),
            new Table(
                    "loopline_request",
                    List.of(
                            "request_id TEXT PRIMARY KEY",
                            "parameters TEXT NOT NULL",
                            "overwrite INTEGER NOT NULL",
                            "created_at_utc TEXT NOT NULL"),
                    ""),
            new Table(
                    "loopline_request_loop",
                    List.of(
                            "request_id TEXT NOT NULL",
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER NOT NULL",
                            "revision INTEGER",
                            "error TEXT",
                            "skipped TEXT"),
                    "PRIMARY KEY (request_id, task_run_id, loop_id)"));

    private RegistrySchema() {}

    /** Creates what is missing. Runs within a transaction, so RD-Agent cannot do the same at the same time. */
    static void bringUpToDate(SqlSession session) throws SQLException {
        for (List<Table> tables : List.of(RD_AGENT, OURS)) {
            for (Table table : tables) {
                session.execute(table.createStatement());
                addMissing(session, table.name(), table.columns());
            }
        }
        addMissing(session, "loops", ADDED_TO_LOOPS);
        for (String index : INDEXES) {
            session.execute("CREATE INDEX IF NOT EXISTS " + index);
        }
    }

    private static void addMissing(SqlSession session, String table, List<String> columns) throws SQLException {
        Set<String> present = new HashSet<>(session.query(
                "SELECT name FROM pragma_table_info('" + table + "')",
                row -> row.getString(1).toLowerCase(Locale.ROOT)));
        for (String column : columns) {
            if (!present.contains(column.substring(0, column.indexOf(' ')))) {
                // SQLite cannot add NOT NULL without a default, nor a key; the columns that are so exist in every
                // version.
                String added = column.contains(" DEFAULT ") ? column : column.replace(" NOT NULL", "");
                session.execute("ALTER TABLE " + table + " ADD COLUMN " + added);
            }
        }
    }
}

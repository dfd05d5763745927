package dev.loopline.watcher.registry;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The tables of RD-Agent's registry, exactly as its own code creates them, and in its order. */
public enum RdAgentTable {
    TASK_RUNS(
            List.of("task_run_id"),
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
            List.of(),
            ""),
    LOOPS(
            List.of("task_run_id", "loop_id"),
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
            List.of("workspace_id TEXT", "workspace_path TEXT"),
            "PRIMARY KEY (task_run_id, loop_id)"),
    FACTOR_REGISTRY(
            List.of("factor_name", "asset_bundle_id"),
            List.of(
                    "factor_name TEXT",
                    "expression TEXT",
                    "performance_json TEXT",
                    "asset_bundle_id TEXT",
                    "workspace_id TEXT",
                    "task_run_id TEXT",
                    "loop_id INTEGER",
                    "updated_at_utc TEXT"),
            List.of(),
            "PRIMARY KEY (factor_name, asset_bundle_id)"),
    WORKSPACES(
            List.of("workspace_id"),
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
            List.of(),
            ""),
    ARTIFACTS(
            List.of("artifact_id"),
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
            List.of(),
            ""),
    ARTIFACT_FILES(
            List.of("file_id"),
            List.of(
                    "file_id TEXT PRIMARY KEY",
                    "artifact_id TEXT NOT NULL",
                    "workspace_id TEXT NOT NULL",
                    "path TEXT NOT NULL",
                    "sha256 TEXT",
                    "size_bytes INTEGER",
                    "mtime_utc TEXT",
                    "kind TEXT"),
            List.of(),
            ""),
    PRODUCTION_BUNDLES(
            List.of("task_run_id", "loop_id"),
            List.of(
                    "id INTEGER PRIMARY KEY AUTOINCREMENT",
                    "task_run_id TEXT NOT NULL",
                    "loop_id INTEGER NOT NULL",
                    "bundle_id TEXT NOT NULL UNIQUE",
                    "bundle_path TEXT NOT NULL",
                    "created_at TEXT NOT NULL",
                    "updated_at TEXT"),
            List.of(),
            "UNIQUE(task_run_id, loop_id)");

    private static final String KEPT = "loopline_kept_";

    /** Only SQLite itself fills it; a table that was made without it stays without. */
    private static final String ROW_NUMBER = "id ";

    private final List<String> key;
    private final List<String> definitions;
    private final List<String> added;
    private final String constraint;

    /**
     * @param key the columns that say which row it is; a table that was found may lack a unique key over them
     * @param definitions the columns as RD-Agent creates them
     * @param added columns that the initialisation guide selects although RD-Agent has them not
     * @param constraint of the table, or empty
     */
    RdAgentTable(List<String> key, List<String> definitions, List<String> added, String constraint) {
        this.key = key;
        this.definitions = definitions;
        this.added = added;
        this.constraint = constraint;
    }

    /** The name of the table. */
    public String table() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Our table for the rows that the table itself does not take. */
    public String kept() {
        return KEPT + table();
    }

    List<String> key() {
        return key;
    }

    /** The names of all columns that are read and written. */
    List<String> columns() {
        return Stream.concat(definitions.stream(), added.stream())
                .filter(column -> !column.startsWith(ROW_NUMBER))
                .map(RdAgentTable::columnName)
                .toList();
    }

    String createStatement() {
        String body = String.join(",\n    ", definitions) + (constraint.isEmpty() ? "" : ",\n    " + constraint);
        return "CREATE TABLE IF NOT EXISTS " + table() + " (\n    " + body + "\n)";
    }

    String createKeptStatement() {
        return "CREATE TABLE IF NOT EXISTS " + kept() + " (\n    "
                + String.join(",\n    ", addable()) + ",\n    " + FoundTable.REFUSAL + " TEXT,\n    PRIMARY KEY ("
                + String.join(", ", key) + ")\n)";
    }

    /**
     * The columns as SQLite can add them to a table: without key, and with NOT NULL only beside a default.
     */
    List<String> addable() {
        return Stream.concat(definitions.stream(), added.stream())
                .filter(column -> !column.startsWith(ROW_NUMBER))
                .map(column -> column.replace(" PRIMARY KEY", "").replace(" UNIQUE", ""))
                .map(column -> column.contains(" DEFAULT ") ? column : column.replace(" NOT NULL", ""))
                .toList();
    }

    static String columnName(String definition) {
        return definition.substring(0, definition.indexOf(' '));
    }
}

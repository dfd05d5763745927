package dev.loopline.watcher.registry;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** Registries as people and other programs leave them: RD-Agent's tables, with one of them made in another way. */
enum FoundRegistry {
    GUIDE_COLUMNS_KEYED_BY_LOOP("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT NOT NULL, loop_id INTEGER NOT NULL, bundle_id TEXT,
                bundle_path TEXT, created_at TEXT, PRIMARY KEY (task_run_id, loop_id));
            INSERT INTO production_bundles VALUES ('old-run', 0, 'bundle_old-run_0', 'production_bundles/x', 'then')"""),

    GUIDE_COLUMNS_WITHOUT_KEY("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER, bundle_id TEXT, bundle_path TEXT,
                created_at TEXT);
            INSERT INTO production_bundles VALUES ('old-run', 0, 'bundle_old-run_0', 'production_bundles/x', 'then')"""),

    GUIDE_COLUMNS_KEYED_BY_BUNDLE("production_bundles", """
            CREATE TABLE production_bundles (bundle_id TEXT PRIMARY KEY, task_run_id TEXT, loop_id INTEGER,
                bundle_path TEXT, created_at TEXT)"""),

    OTHER_CASE_ORDER_AND_TYPES("production_bundles", """
            CREATE TABLE "Production_Bundles" ("Created_At" DATETIME, "BUNDLE_PATH" VARCHAR(255), [Bundle_Id] STRING,
                `LOOP_ID` TEXT, "Task_Run_ID" STRING)"""),

    STRANGE_COLUMNS_THAT_MUST_BE_FILLED("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT NOT NULL, loop_id INTEGER NOT NULL, bundle_id TEXT,
                bundle_path TEXT, created_at TEXT, "order" INTEGER NOT NULL, "checked by" VARCHAR(20) NOT NULL,
                weight REAL NOT NULL, "a ""quoted"" blob" BLOB NOT NULL, kept INTEGER NOT NULL DEFAULT 1,
                PRIMARY KEY (task_run_id, loop_id))"""),

    WITHOUT_ROWID("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER, bundle_id TEXT, bundle_path TEXT,
                created_at TEXT, PRIMARY KEY (task_run_id, loop_id)) WITHOUT ROWID"""),

    GENERATED_COLUMNS("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER,
                bundle_id TEXT GENERATED ALWAYS AS ('bundle_' || task_run_id || '_' || loop_id) STORED,
                bundle_path TEXT GENERATED ALWAYS AS ('production_bundles/' || bundle_id || '.tar.gz') VIRTUAL,
                created_at TEXT)"""),

    UNIQUE_OVER_ANOTHER_COLUMN("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER, bundle_id TEXT, bundle_path TEXT,
                created_at TEXT UNIQUE)"""),

    KEYED_BY_LOOP_NUMBER_ALONE("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER PRIMARY KEY, bundle_id TEXT,
                bundle_path TEXT, created_at TEXT)"""),

    CHECK_THAT_REFUSES("production_bundles", """
            CREATE TABLE production_bundles (task_run_id TEXT, loop_id INTEGER, bundle_id TEXT CHECK (length(bundle_id) = 36),
                bundle_path TEXT, created_at TEXT)"""),

    STRICT_TYPES("production_bundles", """
            CREATE TABLE production_bundles (task_run_id INTEGER, loop_id INTEGER, bundle_id TEXT, bundle_path TEXT,
                created_at TEXT) STRICT"""),

    BUNDLES_VIEW("production_bundles", """
            CREATE VIEW production_bundles AS SELECT task_run_id, loop_id, asset_bundle_id AS bundle_id,
                'production_bundles/' || asset_bundle_id || '.tar.gz' AS bundle_path, updated_at_utc AS created_at FROM loops"""),

    BUNDLES_WITHOUT_LOOP("production_bundles", """
            CREATE TABLE production_bundles (bundle_id TEXT PRIMARY KEY, bundle_path TEXT);
            INSERT INTO production_bundles VALUES ('bundle_old-run_0', 'production_bundles/x')"""),

    TRIGGER_THAT_RAISES("", """
            CREATE TRIGGER no_bundles BEFORE INSERT ON production_bundles
                BEGIN SELECT RAISE(ABORT, 'bundles are kept by the operations team'); END"""),

    TRIGGER_THAT_ROLLS_BACK("", """
            CREATE TRIGGER no_bundles BEFORE INSERT ON production_bundles
                BEGIN SELECT RAISE(ROLLBACK, 'bundles are kept by the operations team'); END"""),

    TRIGGER_THAT_IGNORES("", """
            CREATE TRIGGER no_bundles BEFORE INSERT ON production_bundles BEGIN SELECT RAISE(IGNORE); END"""),

    TRIGGER_ON_UPDATES_OF_LOOPS("", """
            CREATE TRIGGER frozen BEFORE UPDATE ON loops
                BEGIN SELECT RAISE(ABORT, 'loops are read only'); END"""),

    TRIGGER_ON_NEW_LOOPS("", """
            CREATE TRIGGER frozen AFTER INSERT ON loops
                BEGIN SELECT RAISE(FAIL, 'loops are read only'); END"""),

    TRIGGER_WITHOUT_ITS_TABLE("", """
            CREATE TRIGGER audit AFTER UPDATE ON loops BEGIN INSERT INTO audit_log VALUES (new.task_run_id); END"""),

    LOOPS_WITHOUT_KEY_AND_COLUMNS("loops", """
            CREATE TABLE loops (LOOP_ID TEXT, TASK_RUN_ID TEXT, status TEXT, has_result TEXT);
            INSERT INTO loops VALUES ('0', 'old-run', 'success', 'true'), ('0', 'old-run', 'success', 'true'),
                (NULL, 'old-run', 'success', '1'), ('first', 'old-run', 'success', '1')"""),

    LOOPS_VIEW("loops", """
            CREATE TABLE all_loops (task TEXT, number INTEGER, status TEXT);
            INSERT INTO all_loops VALUES ('old-run', 0, 'success');
            CREATE VIEW loops AS SELECT task AS task_run_id, number AS loop_id, status FROM all_loops"""),

    LOOPS_VIEW_WITHOUT_LOOP("loops", "CREATE VIEW loops AS SELECT 'old-run' AS task_run_id, 'success' AS status"),

    WORKSPACES_WITHOUT_KEY("workspaces", """
            CREATE TABLE workspaces ("Workspace_Path" TEXT, workspace_id TEXT, task_run_id TEXT, loop_id TEXT,
                owner TEXT NOT NULL);
            INSERT INTO workspaces VALUES ('/mnt/f/gone/x', 'c0ffee', 'old-run', '0', 'me')"""),

    WORKSPACES_VIEW("workspaces", """
            CREATE TABLE folders (id TEXT, path TEXT);
            CREATE VIEW workspaces AS SELECT id AS workspace_id, path AS workspace_path FROM folders"""),

    TASK_RUNS_WITHOUT_KEY("task_runs", """
            CREATE TABLE task_runs (task_run_id VARCHAR(64), "started by" TEXT NOT NULL, status TEXT);
            INSERT INTO task_runs VALUES ('old-run', 'me', 'success'), ('old-run', 'me', 'success')"""),

    ARTIFACTS_KEYED_BY_NAME("artifacts", """
            CREATE TABLE artifacts (artifact_id TEXT, name TEXT PRIMARY KEY, reviewer TEXT NOT NULL)"""),

    ARTIFACT_FILES_VIEW("artifact_files", "CREATE VIEW artifact_files AS SELECT 1 AS file_id"),

    NAMES_OF_INDEXES_TAKEN("", """
            CREATE TABLE idx_production_bundles_bundle_id (x TEXT)""");

    private static final Map<String, String> TABLES = new LinkedHashMap<>(Map.of(
            "task_runs",
            "CREATE TABLE task_runs (task_run_id TEXT PRIMARY KEY, scenario TEXT, status TEXT, created_at_utc TEXT,"
                    + " updated_at_utc TEXT, git_sha TEXT, rdagent_version TEXT, log_trace_path TEXT, params_json TEXT);"
                    + "INSERT INTO task_runs (task_run_id, status) VALUES ('old-run', 'success')",
            "loops",
            "CREATE TABLE loops (task_run_id TEXT NOT NULL, loop_id INTEGER NOT NULL, action TEXT, status TEXT,"
                    + " has_result INTEGER DEFAULT 0, best_workspace_id TEXT, started_at_utc TEXT, ended_at_utc TEXT,"
                    + " error_type TEXT, error_message TEXT, ic_mean REAL, rank_ic_mean REAL, ann_return REAL, mdd REAL,"
                    + " turnover REAL, multi_score REAL, metrics_json TEXT, log_dir TEXT, materialization_status TEXT,"
                    + " materialization_error TEXT, materialization_updated_at_utc TEXT, asset_bundle_id TEXT,"
                    + " is_solidified INTEGER DEFAULT 0, sync_status TEXT DEFAULT 'pending', updated_at_utc TEXT,"
                    + " PRIMARY KEY (task_run_id, loop_id));"
                    + "INSERT INTO loops (task_run_id, loop_id, status) VALUES ('old-run', 0, 'success')",
            "workspaces",
            "CREATE TABLE workspaces (workspace_id TEXT PRIMARY KEY, task_run_id TEXT NOT NULL, loop_id INTEGER,"
                    + " workspace_role TEXT, experiment_type TEXT, step_name TEXT, status TEXT, workspace_path TEXT NOT"
                    + " NULL, meta_path TEXT, summary_path TEXT, manifest_path TEXT, created_at_utc TEXT, updated_at_utc"
                    + " TEXT);"
                    + "INSERT INTO workspaces (workspace_id, task_run_id, loop_id, workspace_path) VALUES ('c0ffee',"
                    + " 'old-run', 0, '/mnt/f/gone/c0ffee')",
            "production_bundles",
            "CREATE TABLE production_bundles (id INTEGER PRIMARY KEY AUTOINCREMENT, task_run_id TEXT NOT NULL, loop_id"
                    + " INTEGER NOT NULL, bundle_id TEXT NOT NULL UNIQUE, bundle_path TEXT NOT NULL, created_at TEXT NOT"
                    + " NULL, updated_at TEXT, UNIQUE(task_run_id, loop_id))"));

    private final String replaced;
    private final String script;

    FoundRegistry(String replaced, String script) {
        this.replaced = replaced;
        this.script = script;
    }

    void write(Path file) throws Exception {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        try (Connection connection = connect(file);
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> table : TABLES.entrySet()) {
                if (!table.getKey().equals(replaced)) {
                    statement.executeUpdate(table.getValue());
                }
            }
            statement.executeUpdate(script);
        }
    }

    static Connection connect(Path file) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }
}

package dev.loopline.watcher.registry;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Creates the tables of the registry. Those of RD-Agent are created exactly as its own code creates them, in its order, so
 * that it does not matter who was first. A table that was found gets the columns that it lacks, if it is one that SQLite can
 * add columns to; see {@link FoundTable} for what becomes of the others. Ours begin with {@code loopline_}. Nothing is ever
 * dropped or changed.
 */
final class RegistrySchema {

    private static final Logger LOG = Logger.getLogger(RegistrySchema.class);

    /** A table: its name and its columns, as they stand in the create statement. */
    private record Table(String name, List<String> columns, String constraint) {

        String createStatement() {
            String body = String.join(",\n    ", columns) + (constraint.isEmpty() ? "" : ",\n    " + constraint);
            return "CREATE TABLE IF NOT EXISTS " + name + " (\n    " + body + "\n)";
        }

        /** SQLite cannot add NOT NULL without a default; the columns that are so exist in every version. */
        List<String> addable() {
            return columns.stream()
                    .map(column -> column.contains(" DEFAULT ") ? column : column.replace(" NOT NULL", ""))
                    .toList();
        }
    }

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
                    + " WHERE revision IS NULL AND error IS NULL",
            "loopline_idx_request_loop ON loopline_request_loop(task_run_id, loop_id)",
            "loopline_idx_request_reported ON loopline_request_loop(request_id, reported)");

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
                            "failure TEXT",
                            "incomplete_revision INTEGER NOT NULL DEFAULT 0"),
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
                    "loopline_published",
                    List.of(
                            "topic TEXT NOT NULL",
                            "partition INTEGER NOT NULL",
                            "topic_id TEXT NOT NULL",
                            "end_offset INTEGER NOT NULL"),
                    "PRIMARY KEY (topic, partition)"),
            new Table(
                    "loopline_position",
                    List.of(
                            "topic TEXT NOT NULL",
                            "partition INTEGER NOT NULL",
                            "topic_id TEXT NOT NULL",
                            "next_offset INTEGER NOT NULL"),
                    "PRIMARY KEY (topic, partition)"),
            new Table(
                    "loopline_request",
                    List.of(
                            "request_id TEXT PRIMARY KEY",
                            "parameters TEXT NOT NULL",
                            "overwrite INTEGER NOT NULL",
                            "created_at_utc TEXT NOT NULL",
                            "only_experiment_workspace INTEGER NOT NULL DEFAULT 0"),
                    ""),
            new Table(
                    "loopline_request_loop",
                    List.of(
                            "request_id TEXT NOT NULL",
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER NOT NULL",
                            "revision INTEGER",
                            "error TEXT",
                            "skipped TEXT",
                            "reported INTEGER",
                            "workspace_id TEXT",
                            "generated TEXT"),
                    "PRIMARY KEY (request_id, task_run_id, loop_id)"),
            new Table("loopline_home", List.of("id TEXT NOT NULL"), ""),
            new Table(
                    "loopline_other_home",
                    List.of("task_run_id TEXT NOT NULL", "loop_id INTEGER NOT NULL", "home TEXT NOT NULL"),
                    "PRIMARY KEY (task_run_id, loop_id)"),
            new Table(
                    "loopline_adoption",
                    List.of(
                            "folder TEXT PRIMARY KEY",
                            "task_run_id TEXT NOT NULL",
                            "loop_id INTEGER NOT NULL",
                            "adopted_at_utc TEXT NOT NULL"),
                    ""));

    private RegistrySchema() {}

    /** Creates what is missing. Runs within a transaction, so RD-Agent cannot do the same at the same time. */
    static void bringUpToDate(Sql session) throws SQLException {
        for (RdAgentTable table : RdAgentTable.values()) {
            FoundTable found = FoundTable.read(session, table);
            if (found.kind() == FoundTable.Kind.MISSING) {
                session.execute(table.createStatement());
                found = FoundTable.read(session, table);
            }
            if (found.kind() == FoundTable.Kind.TABLE) {
                addMissing(session, table.table(), found.names(), table.addable());
            }
        }
        for (Table table : OURS) {
            session.execute(table.createStatement());
            addMissing(session, table.name(), names(session, table.name()), table.addable());
        }
        for (String index : INDEXES) {
            tolerant(session, "CREATE INDEX IF NOT EXISTS " + index);
        }
    }

    private static Set<String> names(Sql session, String table) throws SQLException {
        return new HashSet<>(
                session.list("SELECT lower(name) FROM pragma_table_info('" + table + "')", row -> row.getString(1)));
    }

    private static void addMissing(Sql session, String table, Set<String> present, List<String> columns)
            throws SQLException {
        for (String column : columns) {
            if (!present.contains(RdAgentTable.columnName(column))) {
                tolerant(session, "ALTER TABLE " + table + " ADD COLUMN " + column);
            }
        }
    }

    /** Without a column or an index Loopline goes on: a view can have neither, and the name of an index may be taken. */
    private static void tolerant(Sql session, String statement) throws SQLException {
        try {
            session.execute(statement);
        } catch (SQLException e) {
            if (!SqliteErrors.isRefusal(e)) {
                throw e;
            }
            LOG.debugf("The registry does not allow it. statement=%s reason=%s", statement, e.getMessage());
        }
    }
}

package dev.loopline.watcher.registry;

import dev.loopline.kit.sql.Sql;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

/** The rows that a table did not take, as changes of that table. Stateless. */
final class KeptRows {

    /** What RD-Agent writes of a loop itself: where it did so meanwhile, its word counts. */
    private static final Set<String> THEIRS = Set.of(
            "action",
            "status",
            "best_workspace_id",
            "started_at_utc",
            "ended_at_utc",
            "error_type",
            "error_message",
            "log_dir");

    private KeptRows() {}

    static List<RowChange> of(Sql session, RdAgentTable table) throws SQLException {
        return session.list("SELECT * FROM " + table.kept(), row -> change(table, row));
    }

    /** A row that has nothing but its key stands for one that was to be removed. */
    static boolean isRemoval(RowChange row) {
        return row.values().isEmpty();
    }

    private static RowChange change(RdAgentTable table, ResultSet row) throws SQLException {
        Object[] key = new Object[table.key().size()];
        for (int i = 0; i < key.length; i++) {
            key[i] = row.getObject(table.key().get(i));
        }
        RowChange change = RowChange.of(table, key);
        boolean shared = Set.of(RdAgentTable.TASK_RUNS, RdAgentTable.WORKSPACES).contains(table);
        for (String column : table.columns()) {
            Object value = table.key().contains(column) ? null : row.getObject(column);
            if (value != null && (shared || (table == RdAgentTable.LOOPS && THEIRS.contains(column)))) {
                change.fill(column, value);
            } else if (value != null) {
                change.set(column, value);
            }
        }
        return change;
    }
}

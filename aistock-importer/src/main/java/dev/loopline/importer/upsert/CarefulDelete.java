package dev.loopline.importer.upsert;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.table.JsonRows;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Deletes rows that Loopline wrote and that are no longer wanted, unless another table of AIstock refers to them. Rows that
 * Loopline did not write are never touched. Immutable; safe for all threads.
 */
final class CarefulDelete {

    /** PostgreSQL: foreign_key_violation, restrict_violation. */
    private static final Set<String> STILL_REFERENCED = Set.of("23503", "23001");

    private final String table;
    private final String keyColumn;
    private final String keyType;

    /** @param keyType {@code text} or {@code bigint} */
    CarefulDelete(String table, String keyColumn, String keyType) {
        this.table = table;
        this.keyColumn = keyColumn;
        this.keyType = keyType;
    }

    /** @param deleted false if another table refers to the row, so that it stays */
    record Result(LoopKey key, String rowKey, boolean deleted) {}

    /** Deletes the rows of these loops except the wanted ones. */
    List<Result> deleteOthers(Connection connection, Collection<LoopKey> keys, Collection<ObjectNode> wanted)
            throws SQLException {
        if (keys.isEmpty()) {
            return List.of();
        }
        String sql = "SELECT t.task_run_id, t.loop_id, t." + keyColumn + "::text FROM " + table
                + " t JOIN jsonb_to_recordset(?::jsonb) AS k(task_run_id text, loop_id integer)"
                + " ON t.task_run_id = k.task_run_id AND t.loop_id = k.loop_id"
                + " WHERE t.loopline_sequence IS NOT NULL AND NOT t." + keyColumn + "::text = ANY (?)";
        String[] kept = wanted.stream().map(row -> row.get(keyColumn).asText()).toArray(String[]::new);
        List<Result> results = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, JsonRows.keys(keys));
            statement.setArray(2, connection.createArrayOf("text", kept));
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    results.add(
                            new Result(new LoopKey(found.getString(1), found.getInt(2)), found.getString(3), false));
                }
            }
        }
        List<Result> done = new ArrayList<>();
        for (Result one : results) {
            done.add(new Result(one.key(), one.rowKey(), delete(connection, one.rowKey()) != Outcome.REFERENCED));
        }
        return done;
    }

    /** What became of a row. */
    enum Outcome {
        DELETED,
        ABSENT,
        REFERENCED
    }

    Outcome delete(Connection connection, String rowKey) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try (PreparedStatement statement =
                connection.prepareStatement("DELETE FROM " + table + " WHERE " + keyColumn + " = ?::" + keyType)) {
            statement.setString(1, rowKey);
            int rows = statement.executeUpdate();
            connection.releaseSavepoint(before);
            return rows == 0 ? Outcome.ABSENT : Outcome.DELETED;
        } catch (SQLException e) {
            if (!STILL_REFERENCED.contains(String.valueOf(e.getSQLState()))) {
                throw e;
            }
            connection.rollback(before);
            return Outcome.REFERENCED;
        }
    }
}

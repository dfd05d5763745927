package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Writes rows into one table: inserts what is new, updates what differs, and does not touch what is the same. Values are
 * given as JSON and take the types that the columns have, so a table that an older script made with other types is served
 * as well. Every table has the columns {@code task_run_id} and {@code loop_id}. Immutable; safe for all threads.
 */
public final class TableUpsert {

    private final String table;
    private final String upsertSql;
    private final String deleteOthersSql;

    private TableUpsert(Builder builder) {
        this.table = builder.table;
        this.upsertSql = builder.upsertSql();
        this.deleteOthersSql = builder.deleteOthersSql();
    }

    /** A row that was written: inserted or updated. Rows that were the same are not among them. */
    public record Written(LoopKey key, boolean inserted) {}

    public static Builder of(String table) {
        return new Builder(table);
    }

    public String table() {
        return table;
    }

    /** @return the rows that were written */
    public List<Written> upsert(Connection connection, Collection<ObjectNode> rows) throws SQLException {
        if (rows.isEmpty()) {
            return List.of();
        }
        try (PreparedStatement statement = connection.prepareStatement(upsertSql)) {
            statement.setString(1, JsonRows.of(rows));
            List<Written> written = new ArrayList<>();
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    written.add(new Written(new LoopKey(result.getString(1), result.getInt(2)), result.getBoolean(3)));
                }
            }
            return written;
        }
    }

    /** Deletes the rows of these loops that are not among the wanted ones. For tables nobody refers to. */
    public int deleteOthers(Connection connection, Collection<LoopKey> keys, Collection<ObjectNode> wanted)
            throws SQLException {
        if (keys.isEmpty()) {
            return 0;
        }
        try (PreparedStatement statement = connection.prepareStatement(deleteOthersSql)) {
            statement.setString(1, JsonRows.keys(keys));
            statement.setString(2, JsonRows.of(wanted));
            return statement.executeUpdate();
        }
    }

    /** Describes a table. */
    public static final class Builder {
        private final String table;
        private List<String> conflict = List.of();
        private final Map<String, String> updates = new LinkedHashMap<>();
        private final List<String> insertOnly = new ArrayList<>();
        private boolean touch;

        private Builder(String table) {
            this.table = table;
        }

        /** The columns that tell rows apart; there is a unique index on them. */
        public Builder key(String... columns) {
            conflict = List.of(columns);
            insertOnly.addAll(conflict);
            return this;
        }

        /** Columns that take the new value. */
        public Builder columns(String... columns) {
            for (String column : columns) {
                updates.put(column, "excluded." + column);
            }
            return this;
        }

        /** A column whose new value depends on the old one: {@code t} is the row there is, {@code excluded} the new one. */
        public Builder merged(String column, String expression) {
            updates.put(column, expression);
            return this;
        }

        /** The table has {@code updated_at}: it moves when a row is written. */
        public Builder touched() {
            touch = true;
            return this;
        }

        public TableUpsert build() {
            return new TableUpsert(this);
        }

        private String upsertSql() {
            List<String> all = new ArrayList<>(insertOnly);
            updates.keySet().stream()
                    .filter(column -> !insertOnly.contains(column))
                    .forEach(all::add);
            String columns = String.join(", ", all);
            String set = updates.entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue())
                    .collect(Collectors.joining(", "));
            String old = updates.keySet().stream().map(column -> "t." + column).collect(Collectors.joining(", "));
            return "INSERT INTO " + table + " AS t (" + columns + (touch ? ", updated_at" : "") + ") SELECT " + columns
                    + (touch ? ", now()" : "") + " FROM jsonb_populate_recordset(NULL::" + table
                    + ", ?::jsonb) ON CONFLICT (" + String.join(", ", conflict) + ") DO UPDATE SET " + set
                    + (touch ? ", updated_at = now()" : "") + " WHERE (" + old + ") IS DISTINCT FROM ("
                    + String.join(", ", updates.values())
                    + ") RETURNING t.task_run_id, t.loop_id, (t.xmax = 0)";
        }

        private String deleteOthersSql() {
            String same = conflict.stream()
                    .map(column -> "w." + column + " = t." + column)
                    .collect(Collectors.joining(" AND "));
            return "DELETE FROM " + table
                    + " t USING jsonb_to_recordset(?::jsonb) AS k(task_run_id text, loop_id integer)"
                    + " WHERE t.task_run_id = k.task_run_id AND t.loop_id = k.loop_id AND NOT EXISTS (SELECT 1 FROM"
                    + " jsonb_populate_recordset(NULL::" + table + ", ?::jsonb) w WHERE " + same + ")";
        }
    }
}

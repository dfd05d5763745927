package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes rows into one table: inserts what is new, updates what differs, and does not touch what is the same. Values take the
 * types that the columns have, so a table that an older script made with other types is served as well. Immutable but for
 * statements that it remembers; safe for all threads.
 */
public final class TableUpsert {

    private final String table;
    private final List<String> keys;
    private final List<String> columns;
    private final String before;
    private final String after;
    private final String now;
    private final Map<Map<String, String>, String> statements = new ConcurrentHashMap<>();
    private final boolean counted;

    private TableUpsert(Builder builder) {
        this.table = builder.table;
        this.keys = builder.conflict;
        this.columns = builder.allColumns();
        this.counted = builder.counted;
        String names = String.join(", ", columns);
        this.before = "INSERT INTO " + table + " AS t (" + names + (builder.touch ? ", updated_at" : "") + ") SELECT ";
        this.after = builder.onConflict();
        this.now = builder.touch ? ", now()" : "";
    }

    /** A row that was written: inserted or updated. Rows that were the same are not among them. */
    public record Written(LoopKey key, boolean inserted) {}

    public static Builder of(String table) {
        return new Builder(table);
    }

    public String table() {
        return table;
    }

    /**
     * Adds the upsert of these rows to a flight; nothing if there are none.
     *
     * @param written is told each row that was written, if the table is {@link Builder#counted}
     */
    public void add(
            Flight flight,
            Connection connection,
            ReadyLines ready,
            Collection<ObjectNode> rows,
            Consumer<Written> written)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Flight.Reader reader = !counted
                ? result -> {}
                : result -> {
                    while (result.next()) {
                        written.accept(
                                new Written(new LoopKey(result.getString(1), result.getInt(2)), result.getBoolean(3)));
                    }
                };
        Map<String, String> types = ready.types().of(connection, table);
        String[] lines = new String[rows.size()];
        int at = 0;
        for (ObjectNode row : rows) {
            String line = ready.of(row);
            lines[at++] = line == null ? lines(List.of(row), types)[0] : line;
        }
        flight.add(statements.computeIfAbsent(types, this::sql), reader, (Object) lines);
    }

    String[] lines(Collection<ObjectNode> rows, Map<String, String> types) {
        return RowLines.of(rows, columns, types);
    }

    /**
     * A row comes as one line that the server takes apart. An array per column, which is the usual way, costs the server a
     * table of its own for each: for the widest table more than twenty rows' worth of everything else.
     */
    private String sql(Map<String, String> types) {
        List<String> values = new ArrayList<>();
        for (String column : columns) {
            String value = "v[" + (values.size() + 1) + "]";
            values.add(types.get(column).equals("text") ? value : value + "::" + types.get(column));
        }
        return before + String.join(", ", values) + now + " FROM " + RowLines.TABLE + after;
    }

    /** Adds the deletion of the rows of these loops that are not among the wanted ones. For tables nobody refers to. */
    public void addDeleteOthers(Flight flight, Collection<LoopKey> loops, Collection<ObjectNode> wanted) {
        if (loops.isEmpty()) {
            return;
        }
        String names = String.join(", ", keys);
        String sql = "DELETE FROM " + table + " t USING " + LoopKeys.TABLE
                + " WHERE t.task_run_id = k.task_run_id AND t.loop_id = k.loop_id AND NOT EXISTS (SELECT 1 FROM unnest("
                + keys.stream().map(key -> "?::text[]").collect(Collectors.joining(", ")) + ") AS w (" + names
                + ") WHERE "
                + keys.stream()
                        .map(key -> "w." + key + " = t." + key + "::text")
                        .collect(Collectors.joining(" AND "))
                + ")";
        List<Object> values = new ArrayList<>(List.of(LoopKeys.taskRuns(loops), LoopKeys.loops(loops)));
        keys.forEach(key -> values.add(RowLines.column(wanted, key)));
        flight.add(sql, null, values.toArray());
    }

    /** Describes a table. */
    public static final class Builder {
        private final String table;
        private List<String> conflict = List.of();
        private final Map<String, String> updates = new LinkedHashMap<>();
        private boolean touch;
        private boolean counted;

        private Builder(String table) {
            this.table = table;
        }

        /** The columns that tell rows apart; there is a unique index on them. */
        public Builder key(String... columns) {
            conflict = List.of(columns);
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

        /** The table has the columns {@code task_run_id} and {@code loop_id}, and its written rows are told. */
        public Builder counted() {
            counted = true;
            return this;
        }

        public TableUpsert build() {
            return new TableUpsert(this);
        }

        private List<String> allColumns() {
            List<String> all = new ArrayList<>(conflict);
            updates.keySet().stream().filter(column -> !all.contains(column)).forEach(all::add);
            return List.copyOf(all);
        }

        private String onConflict() {
            String set = updates.entrySet().stream()
                    .map(entry -> entry.getKey() + " = " + entry.getValue())
                    .collect(Collectors.joining(", "));
            String old = updates.keySet().stream().map(column -> "t." + column).collect(Collectors.joining(", "));
            return " ON CONFLICT (" + String.join(", ", conflict) + ") DO UPDATE SET " + set
                    + (touch ? ", updated_at = now()" : "") + " WHERE (" + old + ") IS DISTINCT FROM ("
                    + String.join(", ", updates.values()) + ")"
                    + (counted ? " RETURNING t.task_run_id, t.loop_id, (t.xmax = 0)" : "");
        }
    }
}

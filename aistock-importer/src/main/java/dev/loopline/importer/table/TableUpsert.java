package dev.loopline.importer.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import java.io.UncheckedIOException;
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

    private static final String ROWS = "json_to_recordset(convert_from(?, 'UTF8')::json)";

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
     * Adds the upsert of these rows to a pipeline; nothing if there are none.
     *
     * @param written takes each row that was inserted or updated, if the table is {@link Builder#counted}
     */
    public void add(
            Pipeline pipeline,
            Connection connection,
            ColumnTypes types,
            Collection<ObjectNode> rows,
            Consumer<Written> written)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Pipeline.Reader reader = !counted
                ? result -> {}
                : result -> {
                    while (result.next()) {
                        written.accept(
                                new Written(new LoopKey(result.getString(1), result.getInt(2)), result.getBoolean(3)));
                    }
                };
        pipeline.add(statements.computeIfAbsent(types.of(connection, table), this::sql), reader, json(rows));
    }

    /** Rows as one parameter: a JSON array in UTF-8, of which the server makes typed rows. */
    private static byte[] json(Collection<ObjectNode> rows) {
        try {
            return Json.mapper().writeValueAsBytes(rows);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("a tree cannot be written as JSON", e);
        }
    }

    private ObjectNode keysOf(ObjectNode row) {
        ObjectNode made = JsonNodeFactory.instance.objectNode();
        keys.forEach(key -> made.set(key, row.get(key)));
        return made;
    }

    private String sql(Map<String, String> types) {
        String typed =
                columns.stream().map(column -> column + " " + types.get(column)).collect(Collectors.joining(", "));
        return before + columns.stream().map(column -> "r." + column).collect(Collectors.joining(", ")) + now + " FROM "
                + ROWS + " AS r (" + typed + ")" + after;
    }

    /** Adds the deletion of the rows of these loops that are not among the wanted ones. For tables that no other table refers to. */
    public void addDeleteOthers(Pipeline pipeline, Collection<LoopKey> loops, Collection<ObjectNode> wanted) {
        if (loops.isEmpty()) {
            return;
        }
        // NOT IN is looked up in a hash table; NOT EXISTS would compare each row with each wanted one.
        String sql = "DELETE FROM " + table + " t USING " + LoopKeys.TABLE
                + " WHERE t.task_run_id = k.task_run_id AND t.loop_id = k.loop_id AND ("
                + keys.stream().map(key -> "t." + key + "::text").collect(Collectors.joining(", "))
                + ") NOT IN (SELECT " + String.join(", ", keys) + " FROM " + ROWS + " AS w ("
                + String.join(" text, ", keys) + " text))";
        List<ObjectNode> names = wanted.stream().map(row -> keysOf(row)).toList();
        pipeline.add(sql, null, LoopKeys.taskRuns(loops), LoopKeys.loops(loops), json(names));
    }

    /** Describes a table. */
    public static final class Builder {
        private final String table;
        private List<String> conflict = List.of();
        private String condition = "";
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

        /** The unique index on the key columns holds only rows for which this is true. */
        public Builder where(String predicate) {
            condition = " WHERE " + predicate;
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

        /** The table has the columns {@code task_run_id} and {@code loop_id}, and reports its written rows. */
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
            return " ON CONFLICT (" + String.join(", ", conflict) + ")" + condition + " DO UPDATE SET " + set
                    + (touch ? ", updated_at = now()" : "") + " WHERE (" + old + ") IS DISTINCT FROM ("
                    + String.join(", ", updates.values()) + ")"
                    + (counted ? " RETURNING t.task_run_id, t.loop_id, (t.xmax = 0)" : "");
        }
    }
}

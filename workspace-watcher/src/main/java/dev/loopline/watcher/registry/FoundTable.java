package dev.loopline.watcher.registry;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One of RD-Agent's tables as it was found: people make tables by hand, put views in their place, add columns and triggers.
 * Immutable.
 *
 * @param table which one
 * @param name what to write in a statement
 * @param kind what stands under its name
 * @param columns by name in lower case
 * @param hasTriggers whether a trigger may change or skip what is written
 * @param problem why it cannot be read, or null
 */
record FoundTable(
        RdAgentTable table,
        String name,
        Kind kind,
        Map<String, Column> columns,
        boolean hasTriggers,
        @Nullable String problem) {

    /** What stands under the name of a table. */
    enum Kind {
        MISSING,
        TABLE,
        /** A view, or a table of an extension: it is read, never written. */
        VIEW
    }

    /**
     * A column.
     *
     * @param name as it was spelled
     * @param type as declared, in upper case
     * @param notNull whether null is refused
     * @param required whether a row has to have a value and none is set by itself
     * @param generated whether SQLite computes it
     * @param inKey whether it belongs to the primary key
     */
    record Column(String name, String type, boolean notNull, boolean required, boolean generated, boolean inKey) {

        String quoted() {
            return '"' + name.replace("\"", "\"\"") + '"';
        }

        /** A value that says nothing, of the type that SQLite derives from the declared one. */
        Object neutral(String rowKey) {
            if (type.contains("INT")) {
                return 0;
            }
            if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
                return inKey ? rowKey : "";
            }
            if (type.contains("BLOB")) {
                return new byte[0];
            }
            return type.isEmpty() ? "" : (Object) 0;
        }

        /** A column without type keeps numbers and texts apart, so {@code 0} is not {@code '0'} there. */
        boolean isUntyped() {
            return type.isEmpty() || type.contains("BLOB");
        }
    }

    private static final String KIND = """
            SELECT type, sql FROM sqlite_master WHERE lower(name) = ? AND type IN ('table', 'view')""";

    private static final String COLUMNS = """
            SELECT name, upper(type) AS type, "notnull", "notnull" AND dflt_value IS NULL AS required, hidden, pk
            FROM pragma_table_xinfo(?)""";

    private static final String TRIGGERS = """
            SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND lower(tbl_name) = ?""";

    private static final Set<Integer> GENERATED = Set.of(2, 3);

    /** The column of our table that says why a row is kept. */
    static final String REFUSAL = "refusal";

    FoundTable {
        columns = Map.copyOf(columns);
    }

    static FoundTable read(Sql session, RdAgentTable table) throws SQLException {
        List<Kind> kinds = session.list(
                KIND,
                row -> row.getString(1).equals("table") && !isVirtual(row.getString(2)) ? Kind.TABLE : Kind.VIEW,
                table.table());
        if (kinds.isEmpty()) {
            return new FoundTable(table, table.table(), Kind.MISSING, Map.of(), false, null);
        }
        boolean triggers = session.number(TRIGGERS, table.table()) > 0;
        try {
            return new FoundTable(table, table.table(), kinds.get(0), columns(session, table), triggers, null);
        } catch (SQLException e) {
            if (!SqliteErrors.isRefusal(e)) {
                throw e;
            }
            return new FoundTable(table, table.table(), Kind.VIEW, Map.of(), triggers, SqliteErrors.detail(e));
        }
    }

    /** Our own table for the rows that the table does not take. */
    static FoundTable kept(RdAgentTable table) {
        Map<String, Column> columns = new LinkedHashMap<>();
        Stream.concat(table.columns().stream(), Stream.of(REFUSAL))
                .forEach(name -> columns.put(name, new Column(name, "TEXT", false, false, false, false)));
        return new FoundTable(table, table.kept(), Kind.TABLE, columns, false, null);
    }

    private static boolean isVirtual(@Nullable String sql) {
        return sql != null && sql.strip().toUpperCase(Locale.ROOT).startsWith("CREATE VIRTUAL");
    }

    private static Map<String, Column> columns(Sql session, RdAgentTable table) throws SQLException {
        Map<String, Column> columns = new LinkedHashMap<>();
        session.list(
                COLUMNS,
                row -> {
                    String name = row.getString("name");
                    boolean inKey = row.getInt("pk") > 0;
                    Column column = new Column(
                            name,
                            row.getString("type"),
                            row.getInt("notnull") == 1,
                            row.getInt("required") == 1,
                            GENERATED.contains(row.getInt("hidden")),
                            inKey);
                    return columns.put(name.toLowerCase(Locale.ROOT), column);
                },
                table.table());
        return columns;
    }

    /** The names of its columns in lower case. */
    Set<String> names() {
        return columns.keySet();
    }

    /** Whether its key is there, so that its rows can be read. */
    boolean isReadable() {
        return columns.keySet().containsAll(table.key());
    }

    /** Why nothing can be written to it, naming table and column; null if something can. */
    @Nullable
    String unwritable() {
        if (kind != Kind.TABLE) {
            return table.table() + " is a view, not a table" + (problem == null ? "" : " (" + problem + ")");
        }
        String computed = table.key().stream()
                .filter(name -> columns.get(name) == null || columns.get(name).generated())
                .collect(Collectors.joining(", "));
        return computed.isEmpty()
                ? null
                : "the column " + computed + " of table " + table.table() + " is computed and cannot be written";
    }

    /** Columns that can be written; the others are left as they are. */
    boolean isWritable(String column) {
        Column found = columns.get(column);
        return found != null && !found.generated();
    }

    Column column(String name) {
        Column found = columns.get(name);
        if (found == null) {
            throw new IllegalArgumentException("no column " + name + " in " + table.table());
        }
        return found;
    }

    /** All standard columns as a list of a SELECT; what is not there is NULL. */
    String selected() {
        return table.columns().stream()
                .map(name -> columns.containsKey(name) ? name : "NULL AS " + name)
                .collect(Collectors.joining(", "));
    }
}

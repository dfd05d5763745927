package dev.loopline.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;

/**
 * The same rows in the same tables without anything around them: what a program would do that knows the rows already, keeps
 * no books and guards nothing. The baselines of the import. One thread at a time.
 */
final class BareTables {

    /** The tables whose rows count, and the columns that identify a row. */
    static final Map<String, String> KEYS = keys();

    private final Connection source;
    private final Connection target;
    private final Map<String, Map<String, String>> columns = new LinkedHashMap<>();

    /**
     * @param source the database that the importer filled
     * @param target another with the same empty tables
     */
    BareTables(Connection source, Connection target) throws SQLException {
        this.source = source;
        this.target = target;
        for (String table : KEYS.keySet()) {
            columns.put(table, filledColumns(table));
        }
    }

    private static Map<String, String> keys() {
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("public.aistock_factor_catalog", "factor_name, source");
        keys.put("public.aistock_strategy_catalog", "strategy_id");
        keys.put("public.aistock_loop_catalog", "task_run_id, loop_id");
        keys.put("public.aistock_model_catalog", "model_id");
        keys.put("public.aistock_factor_occurrence", "task_run_id, loop_id, name, fingerprint");
        keys.put("rdagent.loops", "task_run_id, loop_id");
        keys.put("rdagent.workspaces", "task_run_id, loop_id, workspace_id");
        keys.put("rdagent.production_bundles", "task_run_id, loop_id");
        keys.put("rdagent.artifacts", "task_run_id, loop_id, artifact_id");
        keys.put("rdagent.artifact_files", "task_run_id, loop_id, artifact_id, file_id");
        return keys;
    }

    static long count(Connection connection) throws SQLException {
        long rows = 0;
        for (String table : KEYS.keySet()) {
            try (Statement statement = connection.createStatement();
                    ResultSet result = statement.executeQuery("SELECT count(*) FROM " + table)) {
                result.next();
                rows += result.getLong(1);
            }
        }
        return rows;
    }

    /** Columns that the importer filled, with their types; not the numbers that the table gives itself. */
    private Map<String, String> filledColumns(String table) throws SQLException {
        Map<String, String> all = new LinkedHashMap<>();
        String sql = "SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute WHERE attrelid = '" + table
                + "'::regclass AND attnum > 0 AND NOT attisdropped AND attname NOT IN ('id', 'created_at')";
        try (Statement statement = source.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                all.put(result.getString(1), result.getString(2));
            }
        }
        all.put("created_at", "text");
        if (!table.equals("rdagent.production_bundles")) {
            all.remove("created_at");
        }
        String counts =
                all.keySet().stream().map(one -> "count(\"" + one + "\")").collect(Collectors.joining(", "));
        try (Statement statement = source.createStatement();
                ResultSet result = statement.executeQuery("SELECT " + counts + " FROM " + table)) {
            result.next();
            int at = 0;
            Map<String, String> filled = new LinkedHashMap<>();
            for (Map.Entry<String, String> one : all.entrySet()) {
                if (result.getLong(++at) > 0) {
                    filled.put(one.getKey(), one.getValue());
                }
            }
            return filled;
        }
    }

    /** The rows of a task run as texts, one array per column. */
    record Rows(Map<String, List<String[]>> tables) {

        long count() {
            return tables.values().stream()
                    .mapToLong(one -> one.isEmpty() ? 0 : one.get(0).length)
                    .sum();
        }
    }

    Rows rows(String taskRun) throws SQLException {
        Map<String, List<String[]>> tables = new LinkedHashMap<>();
        for (String table : KEYS.keySet()) {
            tables.put(table, texts(table, taskRun));
        }
        return new Rows(tables);
    }

    private List<String[]> texts(String table, String taskRun) throws SQLException {
        int width = columns.get(table).size();
        List<List<String>> values = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            values.add(new ArrayList<>());
        }
        String list = columns.get(table).keySet().stream()
                .map(one -> "\"" + one + "\"::text")
                .collect(Collectors.joining(", "));
        try (PreparedStatement statement =
                source.prepareStatement("SELECT " + list + " FROM " + table + " WHERE task_run_id = ?")) {
            statement.setString(1, taskRun);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    for (int i = 0; i < width; i++) {
                        values.get(i).add(result.getString(i + 1));
                    }
                }
            }
        }
        return values.stream().map(one -> one.toArray(String[]::new)).toList();
    }

    /** One transaction: each table by one bare {@code unnest}. */
    void unnest(Rows rows) throws SQLException {
        for (Map.Entry<String, List<String[]>> one : rows.tables().entrySet()) {
            if (one.getValue().get(0).length == 0) {
                continue;
            }
            try (PreparedStatement statement = target.prepareStatement(unnestSql(one.getKey()))) {
                int at = 0;
                for (String[] column : one.getValue()) {
                    statement.setArray(++at, target.createArrayOf("text", column));
                }
                statement.executeUpdate();
            }
        }
        target.commit();
    }

    private String unnestSql(String table) {
        Map<String, String> all = columns.get(table);
        String values = all.entrySet().stream()
                .map(one -> "u.\"" + one.getKey() + "\"::" + one.getValue())
                .collect(Collectors.joining(", "));
        String arrays = all.keySet().stream().map(one -> "?::text[]").collect(Collectors.joining(", "));
        return "INSERT INTO " + table + " AS t (" + names(table) + ") SELECT " + values + " FROM unnest(" + arrays
                + ") AS u (" + names(table) + ") ON CONFLICT (" + KEYS.get(table) + ") DO UPDATE SET " + sets(table);
    }

    private String names(String table) {
        return columns.get(table).keySet().stream()
                .map(one -> "\"" + one + "\"")
                .collect(Collectors.joining(", "));
    }

    private String sets(String table) {
        return columns.get(table).keySet().stream()
                .map(one -> "\"" + one + "\" = excluded.\"" + one + "\"")
                .collect(Collectors.joining(", "));
    }

    /** Copies all rows into files, so that they are read from a disk as a dump would be. */
    void copyOut(Path folder) throws SQLException, IOException {
        for (String table : KEYS.keySet()) {
            try (OutputStream file = Files.newOutputStream(folder.resolve(table))) {
                source.unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyOut("COPY (SELECT " + names(table) + " FROM " + table + ") TO STDOUT", file);
            }
        }
    }

    /** Into staging tables by COPY. */
    void copyIn(Path folder) throws SQLException {
        for (String table : KEYS.keySet()) {
            execute("CREATE UNLOGGED TABLE " + staging(table) + " AS SELECT " + names(table) + " FROM " + table
                    + " WHERE false");
            try (InputStream file = Files.newInputStream(folder.resolve(table))) {
                target.unwrap(PGConnection.class).getCopyAPI().copyIn("COPY " + staging(table) + " FROM STDIN", file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        target.commit();
    }

    /** From staging into the tables inside the server, where it differs. */
    void merge() throws SQLException {
        for (String table : KEYS.keySet()) {
            String old = columns.get(table).keySet().stream()
                    .map(one -> "t.\"" + one + "\"")
                    .collect(Collectors.joining(", "));
            String fresh = columns.get(table).keySet().stream()
                    .map(one -> "excluded.\"" + one + "\"")
                    .collect(Collectors.joining(", "));
            execute("INSERT INTO " + table + " AS t (" + names(table) + ") SELECT " + names(table) + " FROM "
                    + staging(table) + " ON CONFLICT (" + KEYS.get(table) + ") DO UPDATE SET " + sets(table)
                    + " WHERE (" + old + ") IS DISTINCT FROM (" + fresh + ")");
        }
        target.commit();
    }

    private static String staging(String table) {
        return "public.bench_" + table.substring(table.indexOf('.') + 1);
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = target.createStatement()) {
            statement.execute(sql);
        }
    }
}

package dev.loopline.backfill.mlflow;

import dev.loopline.backfill.note.Notes;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * mlflow's SQLite database: tables {@code runs}, {@code experiments} and {@code params}. Opened read only, so that nothing is
 * written, rolled back or waited for. The database may be hostile: views and virtual tables are refused, the schema is not
 * trusted, values, rows and time are limited. Whatever goes wrong is one note. Stateless.
 */
final class SqliteStore {

    private static final String LOG = "-wal";
    private static final String INDEX = "-shm";

    /** Where the header of a database file says how it is written. */
    private static final int WRITE_VERSION = 18;

    private static final int VERSION_OF_LOG = 2;
    private static final long LARGEST_COPY = 64L * 1024 * 1024;
    private static final int BUSY_MILLIS = 250;
    private static final int MOST_BYTES_OF_A_ROW = 1024 * 1024;
    private static final int MOST_RUNS = 1_000;
    private static final int MOST_PARAMS = 500;
    private static final int STEPS_BETWEEN_LOOKS = 10_000;
    private static final long MOST_NANOS = 3_000_000_000L;

    private SqliteStore() {}

    /**
     * The runs that are not deleted.
     *
     * @param subject how notes name the database
     */
    static List<StoredRun> runs(Path database, String subject, Notes notes) {
        try {
            for (String suffix : List.of(LOG, INDEX, "-journal")) {
                if (Files.isSymbolicLink(beside(database, suffix))) {
                    throw new IOException("its file " + suffix + " is a link");
                }
            }
            boolean isLeft = isWithLog(database) && !Files.exists(beside(database, INDEX), LinkOption.NOFOLLOW_LINKS);
            return isLeft ? ofCopy(database, subject, notes) : runs(database, "&readonly_shm=1", subject, notes);
        } catch (SQLException | IOException e) {
            notes.add("MLFLOW_UNREADABLE", subject, "Its runs are not known: " + firstLine(e));
            return List.of();
        }
    }

    private static List<StoredRun> runs(Path database, String option, String subject, Notes notes) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        config.enableLoadExtension(false);
        String url = "jdbc:sqlite:file:" + database.toUri().getRawPath() + "?mode=ro" + option;
        try (Connection connection = DriverManager.getConnection(url, config.toProperties())) {
            limit(connection);
            return read(new Sql(connection), subject, notes);
        }
    }

    /**
     * A database with a write-ahead log that no process has open. SQLite would make files beside it, even to read; as nothing
     * changes it, a copy is as good.
     */
    private static List<StoredRun> ofCopy(Path database, String subject, Notes notes) throws SQLException, IOException {
        Path folder = Files.createTempDirectory("loopline-mlflow");
        Path copy = folder.resolve("mlflow.db");
        try {
            for (String suffix : List.of("", LOG)) {
                Path file = beside(database, suffix);
                if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    if (Files.size(file) > LARGEST_COPY) {
                        throw new IOException("it has a write-ahead log and more than 64 MiB");
                    }
                    Files.copy(file, beside(copy, suffix), LinkOption.NOFOLLOW_LINKS);
                }
            }
            return runs(copy, "", subject, notes);
        } finally {
            for (String suffix : List.of("", LOG, INDEX)) {
                Files.deleteIfExists(beside(copy, suffix));
            }
            Files.deleteIfExists(folder);
        }
    }

    /** Whether the header says that changes go to a write-ahead log first. */
    private static boolean isWithLog(Path database) throws IOException {
        try (InputStream in = Files.newInputStream(database, LinkOption.NOFOLLOW_LINKS)) {
            byte[] header = in.readNBytes(WRITE_VERSION + 1);
            return header.length > WRITE_VERSION && header[WRITE_VERSION] == VERSION_OF_LOG;
        }
    }

    private static Path beside(Path database, String suffix) {
        return database.resolveSibling(database.getFileName() + suffix);
    }

    private static void limit(Connection connection) throws SQLException {
        connection.unwrap(SQLiteConnection.class).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, MOST_BYTES_OF_A_ROW);
        long begin = System.nanoTime();
        ProgressHandler.setHandler(connection, STEPS_BETWEEN_LOOKS, new ProgressHandler() {
            @Override
            protected int progress() {
                return System.nanoTime() - begin > MOST_NANOS ? 1 : 0;
            }
        });
        Sql settings = new Sql(connection);
        settings.execute("PRAGMA trusted_schema = OFF");
        settings.execute("PRAGMA cell_size_check = ON");
    }

    private static List<StoredRun> read(Sql store, String subject, Notes notes) throws SQLException {
        Set<String> columns = columns(store, "runs");
        if (!columns.containsAll(Set.of("run_uuid", "status"))) {
            notes.add("MLFLOW_UNREADABLE", subject, "It holds no table of runs as mlflow makes it.");
            return List.of();
        }
        Set<String> deleted = deletedExperiments(store);
        boolean hasParams = columns(store, "params").containsAll(Set.of("run_uuid", "key", "value"));
        return store.read(query(columns), row -> {
            List<StoredRun> runs = new ArrayList<>();
            while (row.next() && runs.size() < MOST_RUNS) {
                String id = text(row, 1);
                boolean gone = text(row, 4).equals(StoredRun.DELETED) || deleted.contains(text(row, 6));
                if (!gone) {
                    runs.add(new StoredRun(
                            id,
                            subject + ": run " + id,
                            StoredRun.isFinished(text(row, 2)),
                            number(text(row, 3)),
                            ArtifactPlaces.of(text(row, 5)),
                            hasParams ? params(store, id) : Map.of()));
                }
            }
            return runs;
        });
    }

    /** The newest first, so that a limit takes away the oldest. */
    private static String query(Set<String> columns) {
        StringBuilder query = new StringBuilder("SELECT run_uuid, status");
        for (String column : List.of("end_time", "lifecycle_stage", "artifact_uri", "experiment_id")) {
            query.append(", ").append(columns.contains(column) ? column : "NULL");
        }
        String order = columns.contains("end_time") ? "end_time DESC, run_uuid" : "run_uuid";
        return query.append(" FROM runs ORDER BY ").append(order).toString();
    }

    private static Set<String> deletedExperiments(Sql store) throws SQLException {
        return columns(store, "experiments").containsAll(Set.of("experiment_id", "lifecycle_stage"))
                ? new HashSet<>(store.list(
                        "SELECT experiment_id FROM experiments WHERE lifecycle_stage = 'deleted' LIMIT " + MOST_RUNS,
                        row -> text(row, 1)))
                : Set.of();
    }

    private static Map<String, String> params(Sql store, String run) throws SQLException {
        String query = "SELECT key, value FROM params WHERE run_uuid = ? AND length(value) <= " + Tracking.LONGEST_VALUE
                + " LIMIT " + MOST_PARAMS;
        Map<String, String> params = new TreeMap<>();
        store.list(query, row -> Map.entry(text(row, 1), text(row, 2).strip()), run)
                .forEach(param -> params.put(param.getKey(), param.getValue()));
        return params;
    }

    /** The columns of an ordinary table, in lower case; none if there is none of this name, or it is a view. */
    private static Set<String> columns(Sql store, String table) throws SQLException {
        return new HashSet<>(store.list(
                "SELECT lower(c.name) FROM sqlite_master t JOIN pragma_table_info(t.name) c"
                        + " WHERE t.type = 'table' AND lower(t.name) = ? AND upper(t.sql) NOT LIKE 'CREATE VIRTUAL%'",
                row -> text(row, 1).toLowerCase(Locale.ROOT), table));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        @Nullable String value = row.getString(column);
        return value == null ? "" : value;
    }

    private static long number(String text) {
        try {
            return (long) Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown");
    }
}

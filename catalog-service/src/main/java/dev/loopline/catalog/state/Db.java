package dev.loopline.catalog.state;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/** One connection with its prepared statements. Not safe for several threads at once. */
final class Db implements AutoCloseable {

    private static final int BUSY_TIMEOUT_MS = 10_000;
    /** Negative: KiB, not pages. Holds the inner pages of the indexes at a hundred thousand loops. */
    private static final int CACHE_KIB = -12_000;

    /** SQLite's own default. */
    private static final int USUAL_PAGES = 1000;

    private static final int MUCH_PAGES = 16_384;

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    /** Reads one row. */
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Work that may fail in SQL. */
    @FunctionalInterface
    interface Work<T> {
        T run() throws SQLException;
    }

    private Db(Connection connection) {
        this.connection = connection;
    }

    /**
     * Opens for writing, in WAL mode. {@code synchronous = NORMAL}: a power cut may take the last transactions, and with
     * them the read positions that they hold, so what is lost is read again.
     */
    static Db writer(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        config.setCacheSize(CACHE_KIB);
        // They are not used, and reading them costs a statement after each insert.
        config.setGetGeneratedKeys(false);
        return new Db(config.createConnection("jdbc:sqlite:" + file));
    }

    static Db reader(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        return new Db(config.createConnection("jdbc:sqlite:" + file));
    }

    /** All or nothing. */
    <T> T inTransaction(Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    int update(String sql, @Nullable Object... values) throws SQLException {
        return bind(sql, values).executeUpdate();
    }

    <T> List<T> list(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        List<T> out = new ArrayList<>();
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            while (rows.next()) {
                out.add(row.read(rows));
            }
        }
        return out;
    }

    <T> Optional<T> first(String sql, Row<T> row, @Nullable Object... values) throws SQLException {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            return rows.next() ? Optional.of(row.read(rows)) : Optional.empty();
        }
    }

    long number(String sql, @Nullable Object... values) throws SQLException {
        return first(sql, row -> row.getLong(1), values).orElse(0L);
    }

    /** A cursor; the caller closes it before it runs the same statement again. */
    ResultSet open(String sql, @Nullable Object... values) throws SQLException {
        return bind(sql, values).executeQuery();
    }

    private PreparedStatement bind(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    /**
     * While much is written, the journal is carried over into the file seldom, because each time waits for the disk; the
     * journal may then grow to 64 MB.
     */
    void writesMuch(boolean much) throws SQLException {
        first("PRAGMA wal_autocheckpoint = " + (much ? MUCH_PAGES : USUAL_PAGES), row -> row.getInt(1));
    }

    /**
     * Carries the journal over into the file and waits for the disk, so that not even a power cut takes anything that was
     * committed so far.
     *
     * @throws SQLException if another connection reads from the journal, or the disk fails
     */
    void harden() throws SQLException {
        boolean busy = first("PRAGMA wal_checkpoint(TRUNCATE)", row -> row.getBoolean(1))
                .orElse(true);
        if (busy) {
            throw new SQLException("another connection uses the file");
        }
    }

    /** Closes what is prepared, so that no statement holds on to a database that is to be detached. */
    void forget() throws SQLException {
        for (PreparedStatement statement : prepared.values()) {
            statement.close();
        }
        prepared.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

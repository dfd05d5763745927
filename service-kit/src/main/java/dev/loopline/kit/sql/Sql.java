package dev.loopline.kit.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Statements on one connection, in whatever transaction it has. Closing closes the connection. Values take the place of the
 * question marks: what JDBC takes, arrays of it where the database has arrays, and instants. Not safe for several threads.
 */
public class Sql implements AutoCloseable {

    private final Connection connection;
    private final boolean keeps;
    /** Prepared statements by their text. */
    private final Map<String, PreparedStatement> kept = new HashMap<>();

    /** Prepares each statement when it is run. */
    public Sql(Connection connection) {
        this(connection, false);
    }

    /** @param keeps whether a statement that was prepared is used again for the same text, as long as the connection is open */
    protected Sql(Connection connection, boolean keeps) {
        this.connection = connection;
        this.keeps = keeps;
    }

    /** Prepares each text once; for a connection that runs the same few statements again and again. */
    public static Sql keeping(Connection connection) {
        return new Sql(connection, true);
    }

    /** On a connection of its own; the caller closes it. */
    public static Sql open(DataSource database) throws SQLException {
        return new Sql(database.getConnection());
    }

    /** Makes a value of the current row. */
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Makes a value of the rows, of which none is the current one yet. */
    @FunctionalInterface
    public interface Rows<T, E extends Exception> {
        T read(ResultSet rows) throws SQLException, E;
    }

    /** Work of several statements. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws SQLException;
    }

    private interface Execution<T, E extends Exception> {
        T of(PreparedStatement statement) throws SQLException, E;
    }

    /** Reads rows one after the other, without holding all of them. Meanwhile the same text must not be run. */
    public <T, E extends Exception> T read(String sql, Rows<T, E> reader, @Nullable Object... values)
            throws SQLException, E {
        return run(
                sql,
                statement -> {
                    try (ResultSet rows = statement.executeQuery()) {
                        return reader.read(rows);
                    }
                },
                values);
    }

    /** All rows, in their order. */
    public <T> List<T> list(String sql, Row<? extends T> row, @Nullable Object... values) throws SQLException {
        return read(
                sql,
                rows -> {
                    List<T> list = new ArrayList<>();
                    while (rows.next()) {
                        list.add(row.read(rows));
                    }
                    return list;
                },
                values);
    }

    /** The first row; empty if there is none. */
    public <T> Optional<T> first(String sql, Row<? extends T> row, @Nullable Object... values) throws SQLException {
        return read(sql, rows -> rows.next() ? Optional.of(row.read(rows)) : Optional.empty(), values);
    }

    /** The row of a statement that always has one, such as a count. */
    public <T> T one(String sql, Row<? extends T> row, @Nullable Object... values) throws SQLException {
        Optional<T> first = first(sql, row, values);
        return first.orElseThrow(() -> new SQLException("no row: " + sql));
    }

    /** The number in the first row; 0 if there is none. */
    public long number(String sql, @Nullable Object... values) throws SQLException {
        return read(sql, rows -> rows.next() ? rows.getLong(1) : 0L, values);
    }

    /** @return the number of changed rows */
    public int update(String sql, @Nullable Object... values) throws SQLException {
        return run(sql, PreparedStatement::executeUpdate, values);
    }

    /** Runs a statement once for each list of values. */
    public void updateAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (!rows.isEmpty()) {
            run(sql, statement -> {
                for (@Nullable Object[] row : rows) {
                    bind(statement, Arrays.asList(row));
                    statement.addBatch();
                }
                return statement.executeBatch();
            });
        }
    }

    /** Runs a statement that is not worth keeping. */
    public void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Does the work in one transaction; an exception undoes all of it. */
    public <T> T inTransaction(Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (Throwable e) {
            try {
                connection.rollback();
            } catch (SQLException broken) {
                e.addSuppressed(broken);
            }
            throw e;
        } finally {
            endTransactions();
        }
    }

    /** What was committed stays so even if the connection broke; then the next statement fails. */
    private void endTransactions() {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException broken) {
            // The work has its result or its exception already.
        }
    }

    /** The time of a column with time zone. */
    public static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Sets the parameters of a statement. */
    public static void bind(PreparedStatement statement, List<? extends @Nullable Object> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            statement.setObject(i + 1, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
    }

    private <T, E extends Exception> T run(String sql, Execution<T, E> execution, @Nullable Object... values)
            throws SQLException, E {
        PreparedStatement statement = prepared(sql);
        T result;
        try {
            bind(statement, Arrays.asList(values));
            result = execution.of(statement);
        } catch (Throwable e) {
            // A statement that failed is not kept: SQLite's driver may have ended it.
            kept.remove(sql);
            try (statement) {
                throw e;
            }
        }
        if (!keeps) {
            statement.close();
        }
        return result;
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = kept.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            if (keeps) {
                kept.put(sql, statement);
            }
        }
        return statement;
    }

    /** Closes the statements that are kept, so that none of them holds on to a table or a file. */
    public void forget() throws SQLException {
        for (PreparedStatement statement : kept.values()) {
            statement.close();
        }
        kept.clear();
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            forget();
        }
    }
}

package dev.loopline.watcher.registry;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One SQLite connection with its prepared statements. For one thread at a time, as {@link RegistryConnection}
 * hands it out. */
public final class SqlSession {

    private static final Logger LOG = Logger.getLogger(SqlSession.class);

    private final Connection connection;
    private final FoundTables tables;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    SqlSession(Connection connection, FoundTables tables) {
        this.connection = connection;
        this.tables = tables;
    }

    /** What to select from for what RD-Agent recorded in one of its tables, however that was made. */
    public String theirs(RdAgentTable table) {
        return tables.theirs(table);
    }

    /** What to select from for what Loopline recorded there. */
    public String ours(RdAgentTable table) {
        return tables.ours(table);
    }

    /** Writes rows of RD-Agent's tables, however they were made. */
    public RowWriter rows() {
        return new RowWriter(this, tables);
    }

    /** Makes a value of a row. */
    @FunctionalInterface
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** Runs a statement with parameters. Returns how many rows it changed. */
    public int update(String sql, @Nullable Object... parameters) throws SQLException {
        return bind(sql, parameters).executeUpdate();
    }

    /** Runs a statement once for each list of parameters. */
    public void updateAll(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        PreparedStatement statement = prepared(sql);
        for (@Nullable Object[] row : rows) {
            bind(statement, row);
            statement.addBatch();
        }
        statement.executeBatch();
    }

    /** All rows of a query. */
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... parameters) throws SQLException {
        List<T> out = new ArrayList<>();
        try (ResultSet rows = bind(sql, parameters).executeQuery()) {
            while (rows.next()) {
                out.add(mapper.map(rows));
            }
        }
        return out;
    }

    /** The number that a query gives; 0 if it gives none. */
    public long number(String sql, @Nullable Object... parameters) throws SQLException {
        List<Long> found = query(sql, row -> row.getLong(1), parameters);
        return found.isEmpty() ? 0 : found.get(0);
    }

    /** Runs a statement that is not worth keeping. */
    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Does the work in one transaction that no other writer can come between; an exception undoes it. */
    <T> T transaction(Registry.Work<T> work) throws SQLException {
        execute("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            T result = work.run(this);
            execute("COMMIT");
            done = true;
            return result;
        } finally {
            if (!done) {
                rollback();
            }
        }
    }

    /** Does work that only reads, on one state of the registry. */
    <T> T snapshot(Registry.Work<T> work) throws SQLException {
        execute("BEGIN");
        try {
            return work.run(this);
        } finally {
            rollback();
        }
    }

    private void rollback() {
        try {
            execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debugf("Nothing to roll back. reason=%s", e.getMessage());
        }
    }

    /** Whether the transaction that was begun is still there; a trigger may have rolled it back. */
    boolean isInTransaction() throws SQLException {
        try {
            execute("BEGIN");
        } catch (SQLException e) {
            return true;
        }
        execute("ROLLBACK");
        return false;
    }

    void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
        statements.clear();
        connection.close();
    }

    private PreparedStatement bind(String sql, @Nullable Object... parameters) throws SQLException {
        PreparedStatement statement = prepared(sql);
        bind(statement, parameters);
        return statement;
    }

    private static void bind(PreparedStatement statement, @Nullable Object... parameters) throws SQLException {
        for (int i = 0; i < parameters.length; i++) {
            statement.setObject(i + 1, parameters[i]);
        }
    }

    private PreparedStatement prepared(String sql) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        return statement;
    }
}

package dev.loopline.watcher.registry;

import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import org.jboss.logging.Logger;

/**
 * One connection to the registry: statements, how its tables were found, and its transactions. For one thread at a time, as
 * {@link RegistryConnection} hands it out.
 */
public final class RegistrySession extends Sql {

    private static final Logger LOG = Logger.getLogger(RegistrySession.class);

    private final FoundTables tables;

    RegistrySession(Connection connection, FoundTables tables) {
        super(connection, true);
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
}

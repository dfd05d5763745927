package dev.loopline.importer.upsert;

import dev.loopline.importer.table.Pipeline;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Transactions on AIstock's database. Those that write take one advisory lock, so that imports do not meet; it travels with the
 * first statements. Safe for all threads.
 */
public final class Transactions {

    private static final Logger LOG = Logger.getLogger(Transactions.class);

    /** The number of Loopline's lock: "loopline" as ASCII. */
    private static final long ADVISORY_LOCK = 0x6C6F6F706C696E65L;

    /** All look-ups are by index: plans are made once, often while the tables are empty, and a scan would be kept. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(?), set_config('enable_seqscan', 'off', true),"
            + " set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),"
            + " set_config('enable_material', 'off', true), set_config('enable_bitmapscan', 'off', true)";

    private final DataSource database;

    Transactions(DataSource database) {
        this.database = database;
    }

    /** Something that is looked up. */
    interface Work<R> {
        R apply(Connection connection) throws SQLException;
    }

    /** A connection, and the pipeline that its transaction has to begin with. */
    record Locked(Connection connection, Pipeline lock) {}

    /** Something that is written in one transaction. */
    interface LockedWork<R> {
        R apply(Locked locked) throws SQLException;
    }

    <R> R read(Work<R> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return work.apply(connection);
        }
    }

    <R> R write(LockedWork<R> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Pipeline lock = new Pipeline().add(LOCK, null, ADVISORY_LOCK);
                R result = work.apply(new Locked(connection, lock));
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                restore(connection);
            }
        }
    }

    /** A broken connection cannot be restored, and is thrown away by its pool. */
    private static void restore(Connection connection) {
        try {
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debugf("A connection was lost. failure=%s", e.getMessage());
        }
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }
}

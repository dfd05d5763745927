package dev.loopline.watcher.registry;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/** A connection to the registry, opened when it is used, by one thread at a time. Safe for all threads. */
final class RegistryConnection {

    private static final Logger LOG = Logger.getLogger(RegistryConnection.class);

    /** As long as RD-Agent waits itself. */
    private static final int BUSY_TIMEOUT_MS = 10_000;

    private final Path file;
    private final FoundTables tables;
    private final boolean readOnly;
    private final ReentrantLock lock = new ReentrantLock(true);

    /** Whether the file has to be there: no registry is made in a place that just lost one. */
    private volatile boolean mustExist;

    /** Null until it is used, and after it was closed. */
    private @Nullable RegistrySession session;

    RegistryConnection(Path file, FoundTables tables, boolean readOnly) {
        this.file = file;
        this.tables = tables;
        this.readOnly = readOnly;
    }

    /** Blocks all other calls until this one, or all calls within the work, are done. */
    <T> T with(Registry.Work<T> work) throws SQLException {
        lock.lock();
        try {
            RegistrySession opened = session;
            if (opened == null) {
                opened = open();
                session = opened;
            }
            return work.run(opened);
        } finally {
            lock.unlock();
        }
    }

    /** From now on it is opened only where a registry lies. */
    void mustExist() {
        mustExist = true;
    }

    /** The next use opens it again. */
    void close() {
        lock.lock();
        try {
            RegistrySession opened = session;
            session = null;
            if (opened != null) {
                opened.close();
            }
        } catch (SQLException e) {
            LOG.warnf("A connection to the registry did not close cleanly. registry=%s reason=%s", file, e);
        } finally {
            lock.unlock();
        }
    }

    private RegistrySession open() throws SQLException {
        Optional<String> fault = mustExist ? RegistryPlace.fault(file) : Optional.empty();
        if (fault.isPresent()) {
            throw new SQLException(fault.get());
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        if (readOnly) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        } else {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        }
        RegistrySession opened = new RegistrySession(config.createConnection("jdbc:sqlite:" + file), tables);
        if (readOnly) {
            opened.execute("PRAGMA query_only = ON");
        }
        return opened;
    }
}

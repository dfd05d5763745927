package dev.loopline.samples.registry;

import dev.loopline.samples.plan.RecordedRoot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import org.sqlite.SQLiteConfig;

/**
 * Writes to a registry as RD-Agent does: a connection of its own for each write, WAL, {@code synchronous=NORMAL}, a busy
 * timeout of 10 s, and an immediate transaction. Safe to share between threads: it holds no connection.
 */
public final class RdAgentRegistry {

    private static final int BUSY_TIMEOUT_MILLIS = 10_000;

    private final Path file;
    private final RegistryKind kind;
    private final RecordedRoot root;

    /**
     * @param file the SQLite file; created with its tables at the first write
     * @param kind {@code CURRENT} or {@code V1}
     * @param root how paths are recorded
     */
    public RdAgentRegistry(Path file, RegistryKind kind, RecordedRoot root) {
        if (kind == RegistryKind.NONE) {
            throw new IllegalArgumentException("A registry of kind NONE cannot be written");
        }
        this.file = file;
        this.kind = kind;
        this.root = root;
    }

    /** What one transaction does. */
    @FunctionalInterface
    public interface Work {
        /** Writes its rows. */
        void write(RegistryWrite write) throws SQLException;
    }

    /** Creates the file and its tables if they are missing. */
    public void create() {
        write(RegistryWrite::createSchema, Clock.systemUTC());
    }

    /**
     * Does the work in one transaction.
     *
     * @return the time just before the commit
     * @throws IllegalStateException if the registry cannot be written; nothing of the work is in it then
     */
    public Instant write(Work work, Clock clock) {
        try {
            Files.createDirectories(file.getParent());
            try (Connection connection = config().createConnection("jdbc:sqlite:" + file)) {
                return inTransaction(connection, work, clock);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of the registry " + file + " cannot be made", e);
        } catch (SQLException e) {
            throw new IllegalStateException("The registry " + file + " cannot be written: " + e.getMessage(), e);
        }
    }

    private Instant inTransaction(Connection connection, Work work, Clock clock) throws SQLException {
        connection.setAutoCommit(false);
        RegistryWrite write = new RegistryWrite(connection, kind, root);
        try {
            work.write(write);
            write.close();
            Instant beforeCommit = clock.instant();
            connection.commit();
            return beforeCommit;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        }
    }

    private static SQLiteConfig config() {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return config;
    }
}

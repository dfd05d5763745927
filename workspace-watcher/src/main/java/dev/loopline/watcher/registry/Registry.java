package dev.loopline.watcher.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteOpenMode;

/**
 * The connections to {@code registry.sqlite}: one that writes, one for the scan, one for everybody else, so that nobody who
 * looks keeps a loop waiting. In WAL mode readers and the writer do not block each other. Safe for all threads.
 *
 * <p>Writes are short {@code IMMEDIATE} transactions with {@code synchronous=NORMAL}, as RD-Agent's own. A loop whose
 * registration a power failure undoes is found again by the next scan, with the same revision and the same event id; for
 * what nobody would find again there is {@link #force}.
 */
public final class Registry implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Registry.class);

    /** As long as RD-Agent waits itself. */
    private static final int BUSY_TIMEOUT_MS = 10_000;

    /** Larger files are not read as a whole at start-up: it would take seconds. */
    private static final long FULL_CHECK_BYTES = 256L * 1024 * 1024;

    private static final int PRIMARY_CODE = 0xff;

    private final Path file;
    private final Slot writer = new Slot(false);
    private final Slot scanner = new Slot(true);
    private final Slot viewer = new Slot(true);
    private final WriteTurns turns = new WriteTurns();
    private final FoundTables tables = new FoundTables();
    private volatile @Nullable Object fileKey;
    private long dataVersion = -1;
    private long schemaVersion = -1;

    /** What is done with a session. */
    @FunctionalInterface
    public interface Work<T> {
        T run(SqlSession session) throws SQLException;
    }

    private Registry(Path file) {
        this.file = file;
    }

    /**
     * Opens the registry; creates it, its tables, missing columns and our own tables.
     *
     * @throws RegistryDamagedException if the file is no registry or damaged
     * @throws IOException if its folder cannot be made
     * @throws SQLException if it stays locked, or the disk fails
     */
    public static Registry open(Path file) throws IOException, SQLException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Registry registry = new Registry(file);
        try {
            registry.connect();
            registry.giveBack();
            return registry;
        } catch (SQLException e) {
            registry.close();
            if (isDamage(e)) {
                throw new RegistryDamagedException(damaged(file, e.getMessage()), e);
            }
            throw e;
        } catch (RuntimeException e) {
            registry.close();
            throw e;
        }
    }

    public Path file() {
        return file;
    }

    /** Does the work in one transaction; all of it or nothing is in the registry afterwards. */
    public <T> T write(Work<T> work) throws SQLException {
        return write(work, result -> {});
    }

    /**
     * Does the work in one transaction. After a transaction that took long the next one waits as long: RD-Agent's turn.
     *
     * @param afterCommit called with the result before anybody else can write, so that what is kept in memory changes in the
     *     order of the commits
     */
    public <T> T write(Work<T> work, Consumer<T> afterCommit) throws SQLException {
        while (true) {
            turns.awaitOurs();
            writer.lock.lock();
            try {
                if (turns.areOurs()) {
                    return with(writer, session -> inTurn(session, work, afterCommit));
                }
            } finally {
                writer.lock.unlock();
            }
        }
    }

    /**
     * Waits until the disk has what was committed so far, without keeping anybody from writing. A commit alone survives a
     * crash of the program, not a power cut; what is in the file itself and not in its journal the disk has already.
     */
    public void force() throws IOException {
        Path journal = file.resolveSibling(file.getFileName() + "-wal");
        try (FileChannel channel = FileChannel.open(journal, StandardOpenOption.READ)) {
            channel.force(false);
        } catch (NoSuchFileException e) {
            LOG.debugf("No journal, so all is in the file. registry=%s", file);
        }
    }

    private <T> T inTurn(SqlSession session, Work<T> work, Consumer<T> afterCommit) throws SQLException {
        try {
            T result = transaction(session, begun -> {
                turns.taken();
                return work.run(begun);
            });
            tables.committed();
            afterCommit.accept(result);
            return result;
        } catch (TransactionLostException e) {
            LOG.warnf("A table of the registry is not written any more. registry=%s reason=%s", file, e.reason());
            tables.abandon(e.table(), e.reason());
            return inTurn(session, work, afterCommit);
        } finally {
            tables.rolledBack();
            turns.given();
        }
    }

    /** What is unusual about the tables, and which rows they do not take; one sentence each. */
    public List<String> notes() throws SQLException {
        return view(tables::notes);
    }

    private void adaptIfChanged() throws SQLException {
        boolean changed = with(writer, session -> session.number("PRAGMA schema_version") != schemaVersion);
        if (changed) {
            write(session -> {
                adapt(session);
                session.rows().giveBack();
                return session;
            });
        }
    }

    /** Rows that a table did not take go into it if its owner changed it meanwhile. */
    private void giveBack() throws SQLException {
        write(session -> {
            session.rows().giveBack();
            return session;
        });
    }

    private void adapt(SqlSession session) throws SQLException {
        RegistrySchema.bringUpToDate(session);
        tables.read(session);
        schemaVersion = session.number("PRAGMA schema_version");
    }

    /** Reads, on the connection of the scan; all that is read belongs to one state of the registry. */
    public <T> T scan(Work<T> work) throws SQLException {
        return with(scanner, session -> snapshot(session, work));
    }

    /** Reads, on the connection of those who must not disturb the scan. */
    public <T> T view(Work<T> work) throws SQLException {
        return with(viewer, session -> snapshot(session, work));
    }

    /**
     * Whether somebody else committed since the last call. Our own commits do not count: SQLite's {@code data_version} is
     * asked on the connection that makes them.
     */
    public boolean changedByOthers() throws SQLException {
        return with(writer, session -> {
            long now = session.number("PRAGMA data_version");
            boolean changed = now != dataVersion;
            dataVersion = now;
            return changed;
        });
    }

    /**
     * Opens the file anew if another one lies in its place, for example a backup that was restored; looks at the tables again
     * if somebody changed one.
     *
     * @return whether another file was there
     */
    public boolean reopenIfReplaced() throws IOException, SQLException {
        Object known = fileKey;
        Object present = Files.exists(file) ? key(file) : null;
        if (known == null || known.equals(present)) {
            adaptIfChanged();
            return false;
        }
        LOG.warnf("The registry was replaced, opening it anew. registry=%s", file);
        close();
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        connect();
        giveBack();
        return true;
    }

    /** Whether the exception says that the file itself is not usable. */
    public static boolean isDamage(SQLException e) {
        int code = e.getErrorCode() & PRIMARY_CODE;
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code;
    }

    /** Whether the exception says that somebody else holds the lock. */
    public static boolean isBusy(SQLException e) {
        int code = e.getErrorCode() & PRIMARY_CODE;
        return code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code;
    }

    /** The sentence for people about a damaged registry. */
    public static String damaged(Path file, @Nullable String detail) {
        return "the registry " + file + " is damaged (" + detail
                + "); stop RD-Agent, put the newest backup in its place (with its -wal and -shm files removed) and start again";
    }

    @Override
    public void close() {
        for (Slot slot : new Slot[] {scanner, viewer, writer}) {
            slot.lock.lock();
            try {
                SqlSession session = slot.session;
                slot.session = null;
                if (session != null) {
                    session.close();
                }
            } catch (SQLException e) {
                LOG.warnf("A connection to the registry did not close cleanly. registry=%s reason=%s", file, e);
            } finally {
                slot.lock.unlock();
            }
        }
    }

    private void connect() throws SQLException, IOException {
        with(writer, session -> {
            refuseDamage(session);
            transaction(session, migrating -> {
                adapt(migrating);
                return migrating;
            });
            dataVersion = -1;
            return session;
        });
        fileKey = key(file);
    }

    private void refuseDamage(SqlSession session) throws SQLException {
        session.number("SELECT COUNT(*) FROM sqlite_master");
        boolean small = file.toFile().length() <= FULL_CHECK_BYTES;
        String verdict = small
                ? session.query("PRAGMA quick_check(1)", row -> row.getString(1)).stream()
                        .findFirst()
                        .orElse("ok")
                : "ok";
        if (!verdict.equals("ok")) {
            throw new RegistryDamagedException(
                    damaged(file, verdict.lines().findFirst().orElse("")));
        }
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        return key == null ? file : key;
    }

    private static <T> T transaction(SqlSession session, Work<T> work) throws SQLException {
        session.execute("BEGIN IMMEDIATE");
        boolean done = false;
        try {
            T result = work.run(session);
            session.execute("COMMIT");
            done = true;
            return result;
        } finally {
            if (!done) {
                rollback(session);
            }
        }
    }

    private static <T> T snapshot(SqlSession session, Work<T> work) throws SQLException {
        session.execute("BEGIN");
        try {
            return work.run(session);
        } finally {
            rollback(session);
        }
    }

    private static void rollback(SqlSession session) {
        try {
            session.execute("ROLLBACK");
        } catch (SQLException e) {
            LOG.debugf("Nothing to roll back. reason=%s", e.getMessage());
        }
    }

    private <T> T with(Slot slot, Work<T> work) throws SQLException {
        slot.lock.lock();
        try {
            SqlSession session = slot.session;
            if (session == null) {
                session = open(slot.readOnly);
                slot.session = session;
            }
            return work.run(session);
        } finally {
            slot.lock.unlock();
        }
    }

    private SqlSession open(boolean readOnly) throws SQLException {
        SqlSession session = new SqlSession(config(readOnly).createConnection("jdbc:sqlite:" + file), tables);
        if (readOnly) {
            session.execute("PRAGMA query_only = ON");
        }
        return session;
    }

    private static SQLiteConfig config(boolean readOnly) {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_TIMEOUT_MS);
        if (readOnly) {
            config.resetOpenMode(SQLiteOpenMode.CREATE);
        } else {
            config.setJournalMode(SQLiteConfig.JournalMode.WAL);
            config.setSynchronous(SQLiteConfig.SynchronousMode.NORMAL);
        }
        return config;
    }
}

package dev.loopline.watcher.registry;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The connections to {@code registry.sqlite}: one that writes, one for the scan, one for all other reading, so that no
 * reader delays a loop. In WAL mode readers and the writer do not block each other. Safe for all threads.
 *
 * <p>Writes are short {@code IMMEDIATE} transactions with {@code synchronous=NORMAL}, as RD-Agent's own. A loop whose
 * registration a power failure undoes is found again by the next scan, with the same revision and the same event id; for
 * what no scan would find again there is {@link #force}.
 */
public final class Registry implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Registry.class);

    /** Larger files are not read as a whole at start-up: it would take seconds. */
    private static final long FULL_CHECK_BYTES = 256L * 1024 * 1024;

    private final Path file;
    private final FoundTables tables = new FoundTables();
    private final RegistryConnection writer;
    private final RegistryConnection scanner;
    private final RegistryConnection viewer;
    private final WriteTurns turns = new WriteTurns();
    private final BooleanSupplier isHeld;
    private volatile @Nullable Object fileKey;
    private final AtomicLong generation = new AtomicLong();
    private long dataVersion = -1;
    private long schemaVersion = -1;

    /** What is done with a session. */
    @FunctionalInterface
    public interface Work<T> {
        T run(RegistrySession session) throws SQLException;
    }

    private Registry(Path file, BooleanSupplier isHeld) {
        this.file = file;
        this.isHeld = isHeld;
        this.writer = new RegistryConnection(file, tables, false);
        this.scanner = new RegistryConnection(file, tables, true);
        this.viewer = new RegistryConnection(file, tables, true);
    }

    /** Opens a registry that this program owns for certain; see {@link #open(Path, BooleanSupplier)}. */
    public static Registry open(Path file) throws IOException, SQLException {
        return open(file, () -> true);
    }

    /**
     * Opens the registry; creates it, its tables, missing columns and our own tables.
     *
     * @param isHeld whether this watcher owns the home; asked within each transaction that writes
     * @throws RegistryDamagedException if the file is no registry or damaged
     * @throws IOException if its folder cannot be made
     * @throws SQLException if it stays locked, or the disk fails
     */
    public static Registry open(Path file, BooleanSupplier isHeld) throws IOException, SQLException {
        Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
        Registry registry = new Registry(file, isHeld);
        try {
            registry.connect();
            registry.giveBack();
            return registry;
        } catch (SQLException e) {
            registry.close();
            if (SqliteErrors.isDamage(e)) {
                throw new RegistryDamagedException(file, e.getMessage(), e);
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
     * @param afterCommit called with the result before the next transaction begins, so that what is kept in memory changes in the
     *     order of the commits
     */
    public <T> T write(Work<T> work, Consumer<T> afterCommit) throws SQLException {
        while (true) {
            turns.awaitOurs();
            List<T> result = writer.with(session ->
                    turns.areOurs() ? Collections.singletonList(inTurn(session, work, afterCommit)) : List.of());
            if (!result.isEmpty()) {
                return result.get(0);
            }
        }
    }

    /**
     * Waits until the disk has what was committed so far, without blocking other writers. A commit alone survives a
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

    private <T> T inTurn(RegistrySession session, Work<T> work, Consumer<T> afterCommit) throws SQLException {
        try {
            T result = session.transaction(begun -> {
                turns.taken();
                requireHeld();
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

    /**
     * Within a transaction this is certain: its lock keeps a successor from writing until it ends.
     *
     * @throws SQLException if another watcher owns the home, or its lease cannot be read; worth waiting for
     */
    public void requireHeld() throws SQLException {
        if (!isHeld.getAsBoolean()) {
            throw new SQLException("this watcher does not hold its RD-Agent home, so it neither writes nor publishes");
        }
    }

    /** What is unusual about the tables, and which rows they do not take; one sentence each. */
    public List<String> notes() throws SQLException {
        return view(tables::notes);
    }

    private void adaptIfChanged() throws SQLException {
        boolean changed = writer.with(session -> session.number("PRAGMA schema_version") != schemaVersion);
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

    private void adapt(RegistrySession session) throws SQLException {
        RegistrySchema.bringUpToDate(session);
        tables.read(session);
        schemaVersion = session.number("PRAGMA schema_version");
    }

    /** Reads, on the connection of the scan; all that is read belongs to one state of the registry. */
    public <T> T scan(Work<T> work) throws SQLException {
        return scanner.with(session -> session.snapshot(work));
    }

    /** Reads, on a connection that does not delay the scan. */
    public <T> T view(Work<T> work) throws SQLException {
        return viewer.with(session -> session.snapshot(work));
    }

    /**
     * Whether another program committed since the last call. Our own commits do not count: SQLite's {@code data_version} is
     * asked on the connection that makes them.
     */
    public boolean changedByOthers() throws SQLException {
        return writer.with(session -> {
            long now = session.number("PRAGMA data_version");
            boolean changed = now != dataVersion;
            dataVersion = now;
            return changed;
        });
    }

    /** Rises each time another file is found in the place of the registry, before anything is read from it. */
    public long generation() {
        return generation.get();
    }

    /** Whether another file lies in its place, for example a backup that was restored, or it was in trouble meanwhile. */
    public boolean isReplaced() throws IOException {
        return !Files.exists(file) || !key(file).equals(fileKey);
    }

    /** The file was missing or empty: what lies there next is opened anew, also if it is the same file with other content. */
    public void distrust() {
        fileKey = null;
    }

    /**
     * Opens the file anew if another one lies in its place; reads the tables again if one was changed.
     *
     * @return whether another file was there
     * @throws RegistryLostException if no registry lies there; none is made
     */
    public boolean reopenIfReplaced() throws IOException, SQLException {
        RegistryPlace.require(file, 0);
        if (!isReplaced()) {
            adaptIfChanged();
            return false;
        }
        LOG.warnf("The registry was replaced, opening it anew. registry=%s", file);
        generation.incrementAndGet();
        close();
        connect();
        giveBack();
        return true;
    }

    @Override
    public void close() {
        scanner.close();
        viewer.close();
        writer.close();
    }

    private void connect() throws SQLException, IOException {
        writer.with(session -> {
            refuseDamage(session);
            session.transaction(migrating -> {
                requireHeld();
                adapt(migrating);
                return migrating;
            });
            dataVersion = -1;
            return session;
        });
        writer.mustExist();
        fileKey = key(file);
    }

    private void refuseDamage(RegistrySession session) throws SQLException {
        session.number("SELECT COUNT(*) FROM sqlite_master");
        boolean small = file.toFile().length() <= FULL_CHECK_BYTES;
        String verdict = small
                ? session.list("PRAGMA quick_check(1)", row -> row.getString(1)).stream()
                        .findFirst()
                        .orElse("ok")
                : "ok";
        if (!verdict.equals("ok")) {
            throw new RegistryDamagedException(file, verdict.lines().findFirst().orElse(""), null);
        }
    }

    private static Object key(Path file) throws IOException {
        Object key = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class)
                .fileKey();
        return key == null ? file : key;
    }
}

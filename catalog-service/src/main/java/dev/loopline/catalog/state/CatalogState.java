package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.LoopKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jboss.logging.Logger;

/**
 * The state of the catalogs. Every change is one transaction: what a batch says, which loops therefore have to be
 * published, and how far the topic was read. Safe for all threads; calls wait for each other.
 */
public final class CatalogState implements AutoCloseable {

    public static final String FILE_NAME = "catalog.sqlite";

    /**
     * Numbers skipped at each start. Transactions that a power cut took, or that a restored copy of the file lacks, may
     * have been published under the next numbers; no number is ever used twice.
     */
    static final long SEQUENCE_RESERVE = 1_000_000;

    private static final Logger LOG = Logger.getLogger(CatalogState.class);

    /** SQLite result codes: CORRUPT, NOTADB. */
    private static final List<Integer> DAMAGED = List.of(11, 26);

    private final Path file;
    private final Db db;
    private final boolean isNew;
    private volatile boolean recovering;
    /** What the last batch wrote, until it is published. */
    private Map<LoopKey, LoopProjection> fresh = Map.of();

    private CatalogState(Path file, Db db, boolean isNew) throws SQLException {
        this.file = file;
        this.db = db;
        this.isNew = isNew;
        this.recovering = Meta.recovering(db);
    }

    /**
     * Opens the state in this folder, creating it if there is none. A file that is damaged or of another version is set
     * aside: all that it held is in the topics.
     */
    public static CatalogState open(Path folder) throws SQLException, IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE_NAME);
        try {
            return tryOpen(file).orElseGet(() -> afresh(file, "it was written by another version"));
        } catch (SQLException e) {
            if (!isDamaged(e)) {
                throw e;
            }
            return afresh(file, "it is damaged: " + e.getMessage());
        }
    }

    /** Whether the failure says that the file itself is broken, so that waiting does not help but starting anew does. */
    public static boolean isDamaged(SQLException e) {
        return DAMAGED.contains(e.getErrorCode() & 0xff);
    }

    private static Optional<CatalogState> tryOpen(Path file) throws SQLException {
        Db db = Db.writer(file);
        try {
            boolean isNew = Schema.create(db);
            if (Schema.isCurrent(db)) {
                if (!isNew) {
                    Meta.sequence(db, Meta.sequence(db) + SEQUENCE_RESERVE);
                }
                return Optional.of(new CatalogState(file, db, isNew));
            }
        } catch (SQLException e) {
            db.close();
            throw e;
        }
        db.close();
        return Optional.empty();
    }

    private static CatalogState afresh(Path file, String reason) {
        try {
            for (String suffix : List.of("", "-wal", "-shm")) {
                Path part = file.resolveSibling(file.getFileName() + suffix);
                if (Files.exists(part)) {
                    Files.move(
                            part,
                            part.resolveSibling("set-aside-" + part.getFileName()),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            LOG.warnf("The state is built anew from the topics. file=%s reason=%s", file, reason);
            return tryOpen(file).orElseThrow();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the state file " + file + " cannot be replaced: " + e.getMessage(), e);
        }
    }

    public Path file() {
        return file;
    }

    /** Whether this state knows nothing yet, not even what was published before it. */
    public synchronized boolean needsRecovery() throws SQLException {
        return isNew || (recovering && Meta.get(db, "recovering").isEmpty());
    }

    /**
     * Whether the state is not whole yet: then nothing is published and no catalog is written, because both would show
     * less than there is.
     */
    public boolean isRecovering() {
        return recovering;
    }

    /** Begins with what the topics tell. */
    public synchronized void beginRecovery(Recovery recovery) throws SQLException {
        db.inTransaction(() -> {
            new RecoveryTables(db).begin(recovery);
            return null;
        });
        recovering = true;
        finishRecoveryIfComplete();
    }

    /** Ends the recovery once the input was read up to the targets. @return whether this call ended it */
    public synchronized boolean finishRecoveryIfComplete() throws SQLException {
        RecoveryTables tables = new RecoveryTables(db);
        if (!recovering || Meta.get(db, "recovering").isEmpty() || !tables.isComplete()) {
            return false;
        }
        db.inTransaction(() -> {
            tables.finish();
            return null;
        });
        recovering = false;
        return true;
    }

    /**
     * Applies a batch, in its order.
     *
     * @param positions how far the input is read with this batch, by partition
     */
    public synchronized Applied apply(List<Change> changes, Map<Integer, Long> positions) throws SQLException {
        fresh = Map.of();
        BatchWriter writer = new BatchWriter(db);
        Applied applied = db.inTransaction(() -> {
            Applied result = writer.apply(changes);
            store(positions);
            return result;
        });
        fresh = recovering ? Map.of() : writer.replaced();
        return applied;
    }

    /** Notes how far the input is read, without a change. */
    public synchronized void readTo(Map<Integer, Long> positions) throws SQLException {
        db.inTransaction(() -> {
            store(positions);
            return null;
        });
    }

    private void store(Map<Integer, Long> positions) throws SQLException {
        for (Map.Entry<Integer, Long> position : positions.entrySet()) {
            db.update(
                    "INSERT OR REPLACE INTO position (partition, next_offset) VALUES (?, ?)",
                    position.getKey(),
                    position.getValue());
        }
    }

    /** Where to go on reading, by partition; a partition that is missing was never read. */
    public synchronized Map<Integer, Long> positions() throws SQLException {
        Map<Integer, Long> positions = new HashMap<>();
        db.list("SELECT partition, next_offset FROM position", row -> positions.put(row.getInt(1), row.getLong(2)));
        return positions;
    }

    /** What has to be published, lowest sequence first; nothing while the state is not whole. */
    public synchronized List<Announcement> waiting(int limit) throws SQLException {
        List<Announcement> waiting = recovering ? List.of() : new Outbox(db, fresh).waiting(limit);
        if (waiting.isEmpty()) {
            fresh = Map.of();
        }
        return waiting;
    }

    /** Forgets the marks of what the broker has, unless the loop changed meanwhile. */
    public synchronized void published(List<Announcement> announcements) throws SQLException {
        db.inTransaction(() -> {
            for (Announcement done : announcements) {
                db.update(
                        "DELETE FROM dirty WHERE ord = ? AND sequence = ?",
                        LoopOrder.encode(done.key()),
                        done.sequence());
            }
            return null;
        });
    }

    /** Notes that the broker will never take this. It is tried again only when the loop changes. */
    public synchronized void refused(Announcement announcement, String reason) throws SQLException {
        db.update(
                "UPDATE dirty SET refused = ? WHERE ord = ? AND sequence = ?",
                reason,
                LoopOrder.encode(announcement.key()),
                announcement.sequence());
    }

    /** Why the loop could not be published; empty if it was, or waits. */
    public synchronized Optional<String> refusal(LoopKey key) throws SQLException {
        return db.first(
                "SELECT refused FROM dirty WHERE ord = ? AND refused IS NOT NULL", row -> row.getString(1), (Object)
                        LoopOrder.encode(key));
    }

    /**
     * Compares the identity of a topic with the one that was noted, and notes the new one.
     *
     * @return whether it is another topic than before, under the same name
     */
    public synchronized boolean isReplaced(String topic, String identity) throws SQLException {
        Optional<String> before = Meta.get(db, "topic " + topic);
        Meta.set(db, "topic " + topic, identity);
        return before.isPresent() && !before.get().equals(identity);
    }

    /** Reads the whole input again, keeping what is known. */
    public synchronized void forgetPositions() throws SQLException {
        db.update("DELETE FROM position");
    }

    /** Marks every loop, withdrawn ones too, to be published again. */
    public synchronized void markAll() throws SQLException {
        db.inTransaction(() -> {
            BatchWriter.mark(
                    db, new TreeSet<>(db.list("SELECT ord FROM loop", row -> LoopOrder.decode(row.getBytes(1)))));
            return null;
        });
    }

    @Override
    public synchronized void close() throws SQLException {
        db.close();
    }
}

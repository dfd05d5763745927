package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.kit.sql.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The state of the catalogs. Every change is one transaction: what a batch says, which loops therefore have to be
 * published, and how far the topic was read. Safe for all threads; calls wait for each other.
 */
public final class CatalogState implements AutoCloseable {

    public static final String FILE_NAME = "catalog.sqlite";
    private final Generations generations;
    private Path file;
    private Sql db;
    private volatile boolean recovering;
    /** What the last batch wrote, until it is published. */
    private Map<LoopKey, CatalogUpdated> fresh = Map.of();

    CatalogState(Path file, Sql db) throws SQLException {
        this.generations = new Generations(file.toAbsolutePath().getParent());
        this.file = file;
        this.db = db;
        this.recovering = Meta.recovering(db).orElse(true);
        StateConnections.writesMuch(db, recovering);
    }

    /**
     * Opens the state in this folder, creating it if there is none. A file that is damaged or of an earlier version is
     * set aside: all that it held is in the topics.
     *
     * @throws dev.loopline.kit.startup.StartupRefusedException if a newer Loopline made the file
     */
    public static CatalogState open(Path folder) throws SQLException, IOException {
        Files.createDirectories(folder);
        return openGeneration(new Generations(folder).current());
    }

    /** Opens one generation, in use or not; likewise. */
    public static CatalogState openGeneration(Path file) throws SQLException {
        return StateFile.open(file);
    }

    /** Whether the failure says that the file itself is broken, so that waiting does not help but starting anew does. */
    public static boolean isDamaged(SQLException e) {
        return StateFile.isDamaged(e);
    }

    /** The generation in use. */
    public synchronized Path file() {
        return file;
    }

    /** Where all generations lie. */
    public Path folder() {
        return generations.folder();
    }

    /** A look at the generation in use. */
    public synchronized CatalogReader reader() throws SQLException {
        return CatalogReader.open(file);
    }

    /** Whether this state is new, so that {@link #readUpTo} has to say how far the input has to be read. */
    public synchronized boolean isNew() throws SQLException {
        return Meta.recovering(db).isEmpty();
    }

    /**
     * Whether the state is not whole yet: then nothing is published and no catalog is written, because both would show
     * less than there is.
     */
    public boolean isRecovering() {
        return recovering;
    }

    /** Whether anything is known of the loop, be it that it is withdrawn. */
    public synchronized boolean knows(LoopKey key) throws SQLException {
        return new LoopTable(db).find(LoopOrder.encode(key)).isPresent();
    }

    /** The home of a loop that is in the catalogs; empty if it is not there, or its home is not known. */
    public synchronized Optional<String> home(LoopKey key) throws SQLException {
        return new LoopTable(db).home(LoopOrder.encode(key));
    }

    /** How far the input has to be read before the state is whole; nothing once it is. */
    public synchronized Map<Integer, Long> targets() throws SQLException {
        return Positions.targets(db);
    }

    /**
     * Begins to fill a new state: it is whole when the input was read up to these offsets. All loops are published then,
     * because what was published before is not known.
     */
    public synchronized void readUpTo(Map<Integer, Long> targets) throws SQLException {
        db.inTransaction(() -> {
            Positions.aimAt(db, targets);
            Meta.recovering(db, true);
            return null;
        });
        recovering = true;
        finishRecoveryIfComplete();
    }

    /** Ends the recovery once the input was read up to the targets. @return whether this call ended it */
    public synchronized boolean finishRecoveryIfComplete() throws SQLException {
        if (!recovering || isNew() || db.number(Positions.MISSING) > 0) {
            return false;
        }
        db.inTransaction(() -> {
            db.update("DELETE FROM target");
            Meta.recovering(db, false);
            return null;
        });
        recovering = false;
        StateConnections.writesMuch(db, false);
        return true;
    }

    /**
     * Applies a batch, in its order, but for what the state has already.
     *
     * @param positions how far the input is read with this batch, by partition
     */
    public synchronized Applied applyPlaced(List<Placed> batch, Map<Integer, Long> positions) throws SQLException {
        Map<Integer, Long> known = positions();
        List<Change> changes = batch.stream()
                .filter(placed -> placed.offset() >= known.getOrDefault(placed.partition(), 0L))
                .map(Placed::change)
                .toList();
        Applied applied = apply(changes, positions);
        return new Applied(
                applied.changed(),
                applied.withdrawn(),
                applied.unchanged(),
                applied.superseded() + batch.size() - changes.size());
    }

    /** Applies changes, in their order, wherever they come from; else as {@link #applyPlaced}. */
    public synchronized Applied apply(List<Change> changes, Map<Integer, Long> positions) throws SQLException {
        fresh = Map.of();
        BatchWriter writer = new BatchWriter(db);
        Applied applied = db.inTransaction(() -> {
            Applied result = writer.apply(changes);
            Positions.store(db, positions);
            return result;
        });
        fresh = recovering ? Map.of() : writer.replaced();
        return applied;
    }

    /** Fills a generation that is not in use: nothing of it will be published as it stands. */
    public synchronized Applied fill(List<Change> changes, Map<Integer, Long> positions) throws SQLException {
        return db.inTransaction(() -> {
            Applied result = new BatchWriter(db).fill(changes);
            Positions.store(db, positions);
            return result;
        });
    }

    /** Notes how far the input is read, without a change. */
    public synchronized void readTo(Map<Integer, Long> positions) throws SQLException {
        Positions.store(db, positions);
    }

    /** Where to go on reading, by partition; a partition that is missing was never read. */
    public synchronized Map<Integer, Long> positions() throws SQLException {
        return Positions.reached(db);
    }

    /** What has to be published, the oldest change first; nothing while the state is not whole. */
    public synchronized List<Announcement> waiting(int limit) throws SQLException {
        List<Announcement> waiting = recovering ? List.of() : outbox().waiting(limit);
        if (waiting.isEmpty()) {
            fresh = Map.of();
        }
        return waiting;
    }

    /** Forgets the marks of what the broker has, unless the loop changed meanwhile. */
    public synchronized void published(List<Announcement> announcements) throws SQLException {
        db.inTransaction(() -> {
            outbox().published(announcements);
            return null;
        });
    }

    /** Notes that the broker will never take this. It is tried again only when the loop changes. */
    public synchronized void refused(Announcement announcement, String reason) throws SQLException {
        outbox().refused(announcement, reason);
    }

    /** Why the loop could not be published; empty if it was, or waits. */
    public synchronized Optional<String> refusal(LoopKey key) throws SQLException {
        return outbox().refusal(key);
    }

    private Outbox outbox() {
        return new Outbox(db, fresh);
    }

    /** Whether a topic is another one than was noted last, under the same name. */
    public synchronized boolean isReplaced(String topic, String identity) throws SQLException {
        return Meta.get(db, "topic " + topic)
                .filter(before -> !before.equals(identity))
                .isPresent();
    }

    /** Notes the identity of a topic, when everything is done that a new one asks for. */
    public synchronized void noteIdentity(String topic, String identity) throws SQLException {
        Meta.set(db, "topic " + topic, identity);
    }

    /** Reads the whole input again, keeping what is known. */
    public synchronized void forgetPositions() throws SQLException {
        db.update("DELETE FROM position");
    }

    /** Marks every loop, withdrawn ones too, to be published again. */
    public synchronized void markAll() throws SQLException {
        mark(db.list("SELECT loop_key FROM loop", row -> LoopOrder.decode(row.getBytes(1))));
    }

    /** Marks these loops, which are known, to be published again, as new changes. */
    public synchronized void mark(Collection<LoopKey> loops) throws SQLException {
        db.inTransaction(() -> {
            BatchWriter.mark(db, new TreeSet<>(loops));
            return null;
        });
    }

    /** Work during which no other call may change the state. */
    @FunctionalInterface
    public interface Exclusive<T> {
        T run() throws SQLException, IOException;
    }

    /** Blocks all other calls until the work is done. */
    public synchronized <T> T exclusively(Exclusive<T> work) throws SQLException, IOException {
        return work.run();
    }

    /** How a generation that was rebuilt from all of the input differs from this one. */
    public synchronized Difference compare(CatalogState rebuilt) throws SQLException {
        try (GenerationSwap swap = new GenerationSwap(rebuilt.db, file)) {
            return swap.compareAll();
        }
    }

    /** How a generation that holds only some loops differs from this one in these. */
    public synchronized Difference compare(CatalogState rebuilt, List<LoopKey> inScope) throws SQLException {
        try (GenerationSwap swap = new GenerationSwap(rebuilt.db, file)) {
            return swap.compare(inScope);
        }
    }

    /**
     * Puts a generation in the place of the one in use, and marks what is different to be published. It must have been
     * rebuilt from all of the input and be read at least as far as this one. It is part of this state from then on and must
     * not be used or closed by its former owner.
     *
     * @param check may refuse the difference with an exception; then nothing is changed
     */
    public synchronized Difference succeed(CatalogState rebuilt, Consumer<Difference> check)
            throws SQLException, IOException {
        Difference difference;
        try (GenerationSwap swap = new GenerationSwap(rebuilt.db, file)) {
            difference = swap.compareAll();
            check.accept(difference);
            swap.complete();
        }
        // What is pointed to has to be whole on disk: nothing else remembers what is to be published now.
        StateConnections.harden(rebuilt.db);
        generations.pointTo(rebuilt.file);
        Sql before = db;
        db = rebuilt.db;
        file = rebuilt.file;
        fresh = Map.of();
        before.close();
        StateConnections.writesMuch(db, false);
        generations.sweep(file);
        return difference;
    }

    /** Writes what these loops say once more, even if it is the same, and marks what is different to be published. */
    public synchronized Applied renew(List<Change> changes) throws SQLException {
        fresh = Map.of();
        return db.inTransaction(() -> new BatchWriter(db).renew(changes));
    }

    @Override
    public synchronized void close() throws SQLException {
        db.close();
    }
}

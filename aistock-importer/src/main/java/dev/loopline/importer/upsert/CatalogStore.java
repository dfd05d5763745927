package dev.loopline.importer.upsert;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.importer.table.ColumnTypes;
import dev.loopline.importer.table.Pipeline;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.sql.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * AIstock's database as the importer sees it. Each call is one transaction; safe for all threads and for several
 * importers; see {@link Transactions}.
 */
public final class CatalogStore {

    private static final Logger LOG = Logger.getLogger(CatalogStore.class);

    private final Transactions transactions;
    private final Clock clock;
    private final Supplier<String> currentTopicId;
    private final ImportLedger ledger = new ImportLedger();
    private final ColumnTypes types = new ColumnTypes();

    public CatalogStore(DataSource database, Clock clock) {
        this(database, clock, () -> "");
    }

    /** @param currentTopicId of the topic that is read; empty if it is not known */
    public CatalogStore(DataSource database, Clock clock, Supplier<String> currentTopicId) {
        this.currentTopicId = currentTopicId;
        this.transactions = new Transactions(database);
        this.clock = clock;
    }

    /** What was imported of these loops. */
    public Map<LoopKey, ImportLedger.Entry> known(Collection<LoopKey> keys) throws SQLException {
        Map<LoopKey, ImportLedger.Entry> known = new HashMap<>();
        Pipeline pipeline = new Pipeline();
        ledger.addRead(pipeline, keys, known);
        return transactions.read(connection -> {
            pipeline.run(connection);
            return known;
        });
    }

    /** Those of these loops that are in AIstock, or of which nothing is known. */
    public List<LoopKey> notWithdrawn(Collection<LoopKey> keys) throws SQLException {
        Map<LoopKey, ImportLedger.Entry> known = known(keys);
        return keys.stream()
                .filter(key -> !known.containsKey(key) || !known.get(key).tombstone())
                .toList();
    }

    /** All loops that were imported and not withdrawn. */
    public Set<LoopKey> imported() throws SQLException {
        return transactions.read(ledger::imported);
    }

    /** Whether the database has something newer, so that the change would have no effect on the loop. */
    public static boolean isSuperseded(CatalogChange change, Map<LoopKey, ImportLedger.Entry> known) {
        ImportLedger.Entry entry = known.get(change.key());
        return entry != null && entry.supersedes(change);
    }

    /**
     * Applies changes as they come: an event that was imported before, and whose rows are all there, is not compared value
     * by value. See {@link #apply(List, Map, boolean)}.
     */
    public List<ImportOutcome> apply(List<CatalogChange> changes) throws SQLException {
        return apply(
                changes,
                known(changes.stream().map(CatalogChange::key).distinct().toList()),
                false);
    }

    /**
     * Applies changes, all or none, in any order; of several about one loop the newest counts. An entry that the database
     * refuses is noted, and its neighbours are imported.
     *
     * @param known what is known of their loops, see {@link #known}
     * @param compareAll whether to compare all values, also of what was imported before
     * @return one outcome per loop
     * @throws SQLException of the loops for which nothing is returned nothing was done
     */
    public List<ImportOutcome> apply(
            List<CatalogChange> changes, Map<LoopKey, ImportLedger.Entry> known, boolean compareAll)
            throws SQLException {
        Map<LoopKey, CatalogChange> newest = new TreeMap<>();
        changes.forEach(change -> newest.merge(change.key(), change, CatalogChange::newer));
        Map<LoopKey, ImportOutcome> done = compareAll ? Map.of() : repetitions(newest, known);
        Map<LoopKey, PreparedChange> open = new TreeMap<>();
        newest.forEach((key, change) -> {
            if (!done.containsKey(key)) {
                open.put(key, PreparedChange.of(change, currentTopicId.get()));
            }
        });
        List<ImportOutcome> outcomes = new ArrayList<>(done.values());
        if (!open.isEmpty()) {
            outcomes.addAll(transact(open));
        }
        return outcomes;
    }

    private Map<LoopKey, ImportOutcome> repetitions(
            Map<LoopKey, CatalogChange> newest, Map<LoopKey, ImportLedger.Entry> known) throws SQLException {
        List<LoopKey> candidates = newest.values().stream()
                .filter(change -> Replays.isRepetition(change, known))
                .map(CatalogChange::key)
                .toList();
        if (candidates.isEmpty()) {
            return Map.of();
        }
        Map<LoopKey, ImportOutcome> done = new TreeMap<>();
        Map<String, List<ImportLedger.Entry>> moved = new TreeMap<>();
        for (LoopKey key : transactions.<Set<LoopKey>>read(connection -> Replays.intact(connection, candidates))) {
            ImportLedger.Entry entry = known.get(key);
            String topicId = newest.get(key).topicId();
            if (!topicId.isEmpty() && !topicId.equals(entry.topicId())) {
                moved.computeIfAbsent(topicId, unused -> new ArrayList<>()).add(entry);
            }
            done.put(
                    key,
                    new ImportOutcome(
                            key,
                            ImportOutcome.Status.IMPORTED,
                            entry.revision(),
                            Replays.unchanged(entry.contents()),
                            BundleId.of(key).toString(),
                            entry.bundle(),
                            entry.importedAt(),
                            entry.home()));
        }
        if (!moved.isEmpty()) {
            transactions.write(locked -> {
                moved.forEach((topicId, entries) -> ledger.moveTo(locked.lock(), topicId, entries));
                locked.lock().run(locked.connection());
                return true;
            });
        }
        return done;
    }

    /** If the database refuses a value, each loop alone; and of a loop alone, each row. */
    private List<ImportOutcome> transact(Map<LoopKey, PreparedChange> open) throws SQLException {
        try {
            return transactions.write(locked -> run(locked, open, false));
        } catch (SQLException e) {
            if (FailureClassifier.isTransient(e)) {
                throw e;
            }
            LOG.warnf(
                    "The database refused a batch; taking it apart. loops=%d failure=%s", open.size(), e.getMessage());
            if (open.size() == 1) {
                return transactions.write(locked -> run(locked, open, true));
            }
            List<ImportOutcome> outcomes = new ArrayList<>();
            for (Map.Entry<LoopKey, PreparedChange> one : open.entrySet()) {
                outcomes.addAll(transact(Map.of(one.getKey(), one.getValue())));
            }
            return outcomes;
        }
    }

    private List<ImportOutcome> run(Transactions.Locked locked, Map<LoopKey, PreparedChange> open, boolean careful)
            throws SQLException {
        return new ImportBatch(locked.connection(), types, clock, careful).run(open, locked.lock());
    }

    /** The bundle of a loop is there after all: its rows say so, and it is to be announced. */
    public boolean bundleMended(ImportLedger.Entry entry) throws SQLException {
        return transactions.write(locked -> {
            Connection connection = locked.connection();
            locked.lock().run(connection);
            boolean isMended = ledger.bundleMended(connection, entry, clock.instant());
            if (isMended) {
                new Rejections().forgetBundle(connection, entry.key());
                setSyncStatus(connection, entry.key(), "synced");
            }
            return isMended;
        });
    }

    /**
     * The bundle of a loop was lost or damaged and cannot be had now: its rows say so, and it is to be announced.
     *
     * @param reason a constant in upper snake case
     */
    public boolean bundleLost(ImportLedger.Entry entry, String reason) throws SQLException {
        return transactions.write(locked -> {
            Connection connection = locked.connection();
            locked.lock().run(connection);
            boolean isLost = ledger.bundleLost(connection, entry, reason, clock.instant());
            if (isLost) {
                setSyncStatus(connection, entry.key(), "pending");
            }
            return isLost;
        });
    }

    private static void setSyncStatus(Connection connection, LoopKey key, String status) throws SQLException {
        for (String table : List.of("public.aistock_loop_catalog", "rdagent.loops")) {
            String sql = "UPDATE " + table + " SET sync_status = ? WHERE task_run_id = ? AND loop_id = ?";
            new Sql(connection).update(sql, status, key.taskRunId(), key.loopId());
        }
    }

    /**
     * Another program took a bundle over.
     *
     * @return whether a loop has it
     */
    public boolean confirmed(String bundleId) throws SQLException {
        return transactions.write(locked -> {
            int[] rows = new int[1];
            locked.lock()
                    .add(
                            "UPDATE public.aistock_loop_catalog SET sync_status = 'synced' WHERE asset_bundle_id = ?"
                                    + " RETURNING 1",
                            result -> rows[0] += result.next() ? 1 : 0,
                            bundleId)
                    .add("UPDATE rdagent.loops SET sync_status = 'synced' WHERE asset_bundle_id = ?", null, bundleId)
                    .run(locked.connection());
            return rows[0] > 0;
        });
    }

    /** These outcomes were announced. Not worth a flush: after a crash they are announced once more. */
    public void published(Collection<ImportOutcome> outcomes) throws SQLException {
        transactions.write(locked -> {
            Connection connection = locked.connection();
            locked.lock().add("SET LOCAL synchronous_commit = off", null).run(connection);
            ledger.published(connection, outcomes);
            return true;
        });
    }

    public List<ImportLedger.Entry> unpublished(Instant before, int limit) throws SQLException {
        return transactions.read(connection -> ledger.unpublished(connection, before, limit));
    }

    public List<ImportLedger.Entry> withBundle(@Nullable LoopKey after, int limit) throws SQLException {
        return transactions.read(connection -> ledger.withBundle(connection, after, limit));
    }

    public List<ImportLedger.Entry> withoutBundle(@Nullable LoopKey after, int limit) throws SQLException {
        return transactions.read(connection -> ledger.withoutBundle(connection, after, limit));
    }

    /**
     * Withdrawals of the loops that a full listing of the catalogs does not have: an importer that was away longer than
     * withdrawals are kept on the topic has them still.
     *
     * @param before when the listing began; what was imported later may be newer than the listing and is not among them
     */
    public List<Tombstone> notListed(Set<LoopKey> listed, Instant before) throws SQLException {
        return transactions.read(connection -> ledger.notListed(connection, listed, before));
    }
}

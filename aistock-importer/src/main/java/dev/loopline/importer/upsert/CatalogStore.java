package dev.loopline.importer.upsert;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.table.ColumnTypes;
import dev.loopline.importer.table.Flight;
import dev.loopline.importer.table.ReadyLines;
import dev.loopline.kit.failure.FailureClassifier;
import java.sql.Connection;
import java.sql.PreparedStatement;
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
    private final ImportLedger ledger = new ImportLedger();
    private final ColumnTypes types = new ColumnTypes();

    public CatalogStore(DataSource database, Clock clock) {
        this.transactions = new Transactions(database);
        this.clock = clock;
    }

    /** What was imported of these loops. */
    public Map<LoopKey, ImportLedger.Entry> known(Collection<LoopKey> keys) throws SQLException {
        Map<LoopKey, ImportLedger.Entry> known = new HashMap<>();
        Flight flight = new Flight();
        ledger.addRead(flight, keys, known);
        return transactions.read(connection -> {
            flight.fly(connection);
            return known;
        });
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
        changes.stream()
                .filter(change -> !(change instanceof CatalogChange.Gone))
                .forEach(change -> newest.merge(change.key(), change, CatalogStore::newer));
        Map<LoopKey, ImportOutcome> done = compareAll ? Map.of() : repetitions(newest, known);
        ReadyLines ready = new ReadyLines(types);
        Map<LoopKey, PreparedChange> open = new TreeMap<>();
        newest.forEach((key, change) -> {
            if (!done.containsKey(key)) {
                open.put(key, PreparedChange.of(change, ready));
            }
        });
        List<ImportOutcome> outcomes = new ArrayList<>(done.values());
        boolean saysGone =
                changes.stream().anyMatch(change -> !change.goneFingerprints().isEmpty());
        if (!open.isEmpty() || saysGone) {
            outcomes.addAll(transact(changes, open, ready));
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
        for (LoopKey key : transactions.<Set<LoopKey>>read(connection -> Replays.intact(connection, candidates))) {
            ImportLedger.Entry entry = known.get(key);
            done.put(
                    key,
                    new ImportOutcome(
                            key,
                            ImportOutcome.Status.IMPORTED,
                            entry.order(),
                            Replays.unchanged(entry.contents()),
                            BundleId.of(key).toString(),
                            entry.bundle(),
                            entry.importedAt()));
        }
        return done;
    }

    /** If the database refuses a value, each loop alone; and of a loop alone, each row. */
    private List<ImportOutcome> transact(List<CatalogChange> all, Map<LoopKey, PreparedChange> open, ReadyLines ready)
            throws SQLException {
        try {
            return transactions.write(lock -> run(lock, all, open, ready, false));
        } catch (SQLException e) {
            if (FailureClassifier.isTransient(e)) {
                throw e;
            }
            LOG.warnf(
                    "The database refused a batch; taking it apart. loops=%d failure=%s", open.size(), e.getMessage());
            if (open.size() > 1) {
                List<ImportOutcome> outcomes = new ArrayList<>();
                for (Map.Entry<LoopKey, PreparedChange> one : open.entrySet()) {
                    List<CatalogChange> mine = all.stream()
                            .filter(change -> change.key().equals(one.getKey()))
                            .toList();
                    ReadyLines alone = new ReadyLines(types);
                    outcomes.addAll(transact(mine, afresh(Map.of(one.getKey(), one.getValue()), alone), alone));
                }
                return outcomes;
            }
            ReadyLines alone = new ReadyLines(types);
            return transactions.write(lock -> run(lock, all, afresh(open, alone), alone, true));
        }
    }

    /** Rows without the marks of an attempt that failed. */
    private static Map<LoopKey, PreparedChange> afresh(Map<LoopKey, PreparedChange> open, ReadyLines ready) {
        Map<LoopKey, PreparedChange> fresh = new TreeMap<>();
        open.forEach((key, one) -> fresh.put(key, PreparedChange.of(one.change(), ready)));
        return fresh;
    }

    private List<ImportOutcome> run(
            Transactions.Locked locked,
            List<CatalogChange> all,
            Map<LoopKey, PreparedChange> open,
            ReadyLines ready,
            boolean careful)
            throws SQLException {
        return new ImportBatch(locked.connection(), ready, clock, careful).run(all, open, locked.lock());
    }

    private static CatalogChange newer(CatalogChange earlier, CatalogChange later) {
        boolean isLater = later.order().isUnknown() || later.order().compareTo(earlier.order()) >= 0;
        return isLater ? later : earlier;
    }

    /** The bundle of a loop is there after all: its rows say so, and it is to be announced. */
    public boolean bundleMended(ImportLedger.Entry entry) throws SQLException {
        return transactions.write(locked -> {
            Connection connection = locked.connection();
            locked.lock().fly(connection);
            if (!ledger.bundleMended(connection, entry, clock.instant())) {
                return false;
            }
            ledger.forgetBundleRejection(connection, entry.key());
            for (String table : List.of("public.aistock_loop_catalog", "rdagent.loops")) {
                String sql = "UPDATE " + table + " SET sync_status = 'synced' WHERE task_run_id = ? AND loop_id = ?";
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    statement.setString(1, entry.key().taskRunId());
                    statement.setInt(2, entry.key().loopId());
                    statement.executeUpdate();
                }
            }
            return true;
        });
    }

    /**
     * Somebody took a bundle over.
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
                    .fly(locked.connection());
            return rows[0] > 0;
        });
    }

    /** These outcomes were announced. Not worth a flush: after a crash they are announced once more. */
    public void published(Collection<ImportOutcome> outcomes) throws SQLException {
        transactions.write(locked -> {
            Connection connection = locked.connection();
            locked.lock().add("SET LOCAL synchronous_commit = off", null).fly(connection);
            ledger.published(connection, outcomes);
            return true;
        });
    }

    public List<ImportLedger.Entry> unpublished(Instant before, int limit) throws SQLException {
        return transactions.read(connection -> ledger.unpublished(connection, before, limit));
    }

    public List<ImportLedger.Entry> withoutBundle(@Nullable LoopKey after, int limit) throws SQLException {
        return transactions.read(connection -> ledger.withoutBundle(connection, after, limit));
    }

    /**
     * What a full listing of the catalogs shows to be no more: loops that are not listed, and factors that no listed loop
     * owns. What is newer than the listing is not among it.
     *
     * @param sequence of the catalogs when the listing began
     */
    public Leftovers leftovers(Set<LoopKey> listed, Set<String> ownedFactors, long sequence) throws SQLException {
        return transactions.read(connection -> Leftovers.find(connection, listed, ownedFactors, sequence));
    }

    /** Looks something up, without the lock. */
    public <R> R read(Transactions.Work<R> work) throws SQLException {
        return transactions.read(work);
    }
}

package dev.loopline.importer.upsert;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.mirror.MirrorRows;
import dev.loopline.importer.mirror.RegistryMirror;
import dev.loopline.importer.rows.LoopRows;
import dev.loopline.importer.rows.Rejection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import javax.sql.DataSource;

/**
 * AIstock's database as the importer sees it. Each call is one transaction; safe for all threads and for several
 * importers, because transactions that write take one advisory lock.
 */
public final class CatalogStore {

    /** Any number that nobody else uses: "loopline" as ASCII. */
    private static final long ADVISORY_LOCK = 0x6C6F6F706C696E65L;

    private final DataSource database;
    private final Clock clock;
    private final ImportLedger ledger = new ImportLedger();
    private final LoopAggregates aggregates = new LoopAggregates();
    private final RegistryMirror mirror = new RegistryMirror();

    public CatalogStore(DataSource database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Something that is done in one transaction. */
    public interface Work<R> {
        R apply(Connection connection) throws SQLException;
    }

    /** What was imported of these loops. */
    public Map<LoopKey, ImportLedger.Entry> known(Collection<LoopKey> keys) throws SQLException {
        return read(connection -> ledger.read(connection, keys));
    }

    /** Whether the database has something newer, so that the change would have no effect on the loop. */
    public static boolean isSuperseded(CatalogChange change, Map<LoopKey, ImportLedger.Entry> known) {
        ImportLedger.Entry entry = known.get(change.key());
        return entry != null && entry.supersedes(change);
    }

    /**
     * Applies changes, all or none, in any order; of several about one loop the newest counts.
     *
     * @return one outcome per loop
     * @throws SQLException nothing was done
     */
    public List<ImportOutcome> apply(List<CatalogChange> changes) throws SQLException {
        return write(connection -> {
            Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
            Map<LoopKey, CatalogChange> newest = new TreeMap<>();
            changes.forEach(change -> newest.merge(change.key(), change, CatalogStore::newer));
            Map<LoopKey, ImportLedger.Entry> known = ledger.read(connection, newest.keySet());
            List<CatalogChange> effective = newest.values().stream()
                    .filter(change -> !isSuperseded(change, known))
                    .toList();
            return new Batch(connection, now, known).run(changes, newest.keySet(), effective);
        });
    }

    private static CatalogChange newer(CatalogChange earlier, CatalogChange later) {
        boolean isLater = later.order().isUnknown() || later.order().compareTo(earlier.order()) >= 0;
        return isLater ? later : earlier;
    }

    /** The bundle of a loop is there after all: its rows say so, and it is to be announced. */
    public boolean bundleMended(ImportLedger.Entry entry) throws SQLException {
        return write(connection -> {
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

    /** These outcomes were announced. Not worth a flush: after a crash they are announced once more. */
    public void published(Collection<ImportOutcome> outcomes) throws SQLException {
        write(connection -> {
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET LOCAL synchronous_commit = off");
            }
            ledger.published(connection, outcomes);
            return true;
        });
    }

    public List<ImportLedger.Entry> unpublished(Instant before, int limit) throws SQLException {
        return read(connection -> ledger.unpublished(connection, before, limit));
    }

    public List<ImportLedger.Entry> withoutBundle(@org.jspecify.annotations.Nullable LoopKey after, int limit)
            throws SQLException {
        return read(connection -> ledger.withoutBundle(connection, after, limit));
    }

    public <R> R read(Work<R> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return work.apply(connection);
        }
    }

    private <R> R write(Work<R> work) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            try {
                lock(connection);
                R result = work.apply(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                rollback(connection, e);
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT pg_advisory_xact_lock(?)")) {
            statement.setLong(1, ADVISORY_LOCK);
            statement.execute();
        }
    }

    private static void rollback(Connection connection, Exception reason) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            reason.addSuppressed(e);
        }
    }

    /** One transaction. */
    private final class Batch {
        private final Connection connection;
        private final Instant now;
        private final Map<LoopKey, ImportLedger.Entry> known;
        private final RowCounts counts = new RowCounts();
        private final Map<LoopKey, List<Rejection>> rejections = new LinkedHashMap<>();

        Batch(Connection connection, Instant now, Map<LoopKey, ImportLedger.Entry> known) {
            this.connection = connection;
            this.now = now;
            this.known = known;
        }

        List<ImportOutcome> run(List<CatalogChange> all, Collection<LoopKey> keys, List<CatalogChange> effective)
                throws SQLException {
            FactorRows factors = new FactorRows(connection);
            // That a factor is gone holds even where something newer is known of the loop that says so.
            all.forEach(change -> change.goneFingerprints()
                    .forEach(gone -> factors.gone(gone, change.order().sequence(), change.key())));
            List<LoopRows> rows = new ArrayList<>();
            List<MirrorRows> mirrored = new ArrayList<>();
            TreeSet<LoopKey> touched = new TreeSet<>();
            for (CatalogChange change : effective) {
                touched.add(change.key());
                rejections.put(change.key(), new ArrayList<>());
                if (change instanceof CatalogChange.Import imported) {
                    LoopRows loop = rowsOf(imported);
                    rows.add(loop);
                    loop.factors()
                            .forEach(row -> factors.owned(row, imported.event().sequence()));
                    mirrored.add(
                            MirrorRows.of(imported.event(), imported.bundle().isAvailable()));
                }
            }
            factors.apply(counts);
            // A loop that was never imported has nothing of ours to take away.
            List<LoopKey> before = touched.stream().filter(known::containsKey).toList();
            aggregates
                    .replace(connection, touched, before, rows, counts)
                    .forEach((key, kept) -> rejections.get(key).addAll(kept));
            mirror.replace(connection, before, mirrored);
            return conclude(keys, effective);
        }

        private LoopRows rowsOf(CatalogChange.Import change) {
            CatalogUpdated event = change.event();
            LoopRows rows = LoopRows.of(event, change.bundle().isAvailable());
            List<Rejection> mine = rejections.get(change.key());
            rows.rejections().forEach(rejection -> {
                mine.add(rejection);
                counts.rejected(change.key(), rejection.kind());
            });
            if (!change.bundle().isAvailable()) {
                mine.add(new Rejection(
                        "bundle",
                        event.bundle().bundleId(),
                        "",
                        change.bundle().reason(),
                        change.bundle().message()));
            }
            return rows;
        }

        private List<ImportOutcome> conclude(Collection<LoopKey> keys, List<CatalogChange> effective)
                throws SQLException {
            Map<LoopKey, CatalogChange> changes = new LinkedHashMap<>();
            effective.forEach(change -> changes.put(change.key(), change));
            List<ImportOutcome> done = effective.stream().map(this::outcome).toList();
            if (!done.isEmpty()) {
                ledger.write(connection, done, changes);
                ledger.replaceRejections(connection, rejections, now);
            }
            List<ImportOutcome> outcomes = new ArrayList<>(done);
            for (LoopKey key : keys) {
                if (!changes.containsKey(key)) {
                    outcomes.add(new ImportOutcome(
                            key,
                            ImportOutcome.Status.SUPERSEDED,
                            known.get(key).order(),
                            counts.of(key),
                            null,
                            null,
                            now));
                }
            }
            return outcomes;
        }

        private ImportOutcome outcome(CatalogChange change) {
            if (change instanceof CatalogChange.Import imported) {
                return new ImportOutcome(
                        change.key(),
                        ImportOutcome.Status.IMPORTED,
                        change.order(),
                        counts.of(change.key()),
                        imported.event().bundle().bundleId(),
                        imported.bundle(),
                        now);
            }
            ImportLedger.Entry before = known.get(change.key());
            ImportOrder order = change.order().isUnknown() && before != null ? before.order() : change.order();
            return new ImportOutcome(
                    change.key(), ImportOutcome.Status.WITHDRAWN, order, counts.of(change.key()), null, null, now);
        }
    }
}

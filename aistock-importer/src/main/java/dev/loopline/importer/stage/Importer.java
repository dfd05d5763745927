package dev.loopline.importer.stage;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.upsert.CatalogChange;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportLedger;
import dev.loopline.importer.upsert.ImportOutcome;
import dev.loopline.kit.observe.LoopContext;
import dev.loopline.kit.publish.EventPublisher;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Imports loops: first the bundle, so that a row that can be seen has its bundle; then the rows, in one transaction; then
 * the announcement. Doing it again changes nothing. Safe for all threads.
 */
@Singleton
public class Importer {

    private static final Logger LOG = Logger.getLogger(Importer.class);

    private final CatalogStore store;
    private final BundleCache bundles;
    private final EventPublisher publisher;
    private final ImporterCounters counters;
    private final PublishedMarks marks;

    Importer(
            CatalogStore store,
            BundleCache bundles,
            EventPublisher publisher,
            ImporterCounters counters,
            PublishedMarks marks) {
        this.store = store;
        this.bundles = bundles;
        this.publisher = publisher;
        this.counters = counters;
        this.marks = marks;
    }

    /**
     * An event or a withdrawal that is to be imported; exactly one of the two is there.
     *
     * @param topicId see {@link CatalogChange#topicId}
     */
    public record Request(
            LoopKey key,
            @Nullable CatalogUpdated event,
            @Nullable Tombstone tombstone,
            String topicId) {

        public Request(LoopKey key, @Nullable CatalogUpdated event, @Nullable Tombstone tombstone) {
            this(key, event, tombstone, "");
        }
    }

    /**
     * Imports all, or none.
     *
     * @param compareAll whether to compare all values, also of what was imported before: for a full sync
     * @return one outcome per loop
     * @throws IOException a disk failed
     * @throws SQLException the database failed
     */
    public List<ImportOutcome> importAll(List<Request> requests, boolean compareAll) throws IOException, SQLException {
        Map<LoopKey, ImportLedger.Entry> known =
                store.known(requests.stream().map(Request::key).distinct().toList());
        List<CatalogChange> changes = new ArrayList<>();
        for (Request request : requests) {
            changes.add(change(request, known));
        }
        List<ImportOutcome> outcomes = store.apply(changes, known, compareAll);
        for (ImportOutcome outcome : outcomes) {
            clear(outcome, compareAll ? known.get(outcome.key()) : null);
        }
        announce(outcomes);
        for (ImportOutcome one : outcomes) {
            LoopContext.run(one.key(), one.revision(), () -> log(one));
        }
        counters.imported(outcomes);
        return outcomes;
    }

    private CatalogChange change(Request request, Map<LoopKey, ImportLedger.Entry> known) throws IOException {
        Tombstone tombstone = request.tombstone();
        if (tombstone != null) {
            return new CatalogChange.Withdrawal(tombstone, request.topicId());
        }
        CatalogUpdated event = request.event();
        if (event == null) {
            throw new IllegalArgumentException("neither event nor tombstone: " + request.key());
        }
        CatalogChange.Import hopeful = new CatalogChange.Import(event, BundleResult.AVAILABLE, request.topicId());
        if (CatalogStore.isSuperseded(hopeful, known)) {
            return hopeful; // it will have no effect, and an old bundle must not replace a newer one
        }
        return hopeful.with(bundles.ensure(event.bundle(), isRecorded(event.bundle(), known.get(request.key()))));
    }

    private static boolean isRecorded(Bundle bundle, ImportLedger.@Nullable Entry entry) {
        if (entry == null) {
            return false;
        }
        BundleResult result = entry.bundle();
        Bundle announced = entry.announced();
        return result != null
                && result.isAvailable()
                && announced != null
                && announced.sha256().equals(bundle.sha256());
    }

    /** Announces what was committed; what cannot be announced now is still owed, and known to be. */
    void announce(List<ImportOutcome> outcomes) {
        List<LoopImported> events = new ArrayList<>();
        List<Tombstone> tombstones = new ArrayList<>();
        List<ImportOutcome> done = new ArrayList<>();
        for (ImportOutcome one : outcomes) {
            BundleResult bundle = one.bundle();
            if (one.status() == ImportOutcome.Status.IMPORTED && bundle != null) {
                events.add(new LoopImported(
                        one.key().taskRunId(),
                        one.key().loopId(),
                        one.revision(),
                        0,
                        one.total(),
                        one.bundleId(),
                        bundle.state(),
                        one.at(),
                        one.home()));
                done.add(one);
            } else if (one.status() == ImportOutcome.Status.WITHDRAWN) {
                tombstones.add(Tombstone.of(one.key(), one.revision()));
                done.add(one);
            }
        }
        publisher.publishAll(events);
        publisher.withdrawAll(EventType.LOOP_IMPORTED, tombstones);
        marks.add(done);
    }

    /**
     * The bundle of a withdrawn loop goes with its row; where the row had to stay, the bundle stays. So it does where a full
     * sync only repeats the withdrawal: what is there now belongs to the loop's return, which is on its way.
     *
     * @param before what a full sync knew of the loop; null if it knew nothing, and for events
     */
    private void clear(ImportOutcome outcome, ImportLedger.@Nullable Entry before) throws IOException, SQLException {
        boolean rowStays = outcome.rows()
                        .getOrDefault(CatalogKind.LOOP, LoopImported.Rows.NONE)
                        .unchanged()
                > 0;
        boolean repeated = before != null && before.tombstone() && before.revision() == outcome.revision();
        if (outcome.status() == ImportOutcome.Status.WITHDRAWN
                && !rowStays
                && !repeated
                && isWithdrawn(outcome.key())) {
            bundles.remove(BundleId.of(outcome.key()));
        }
    }

    /** Whether that is the newest word by now. */
    private boolean isWithdrawn(LoopKey key) throws SQLException {
        ImportLedger.Entry entry = store.known(List.of(key)).get(key);
        return entry == null || entry.tombstone();
    }

    private static void log(ImportOutcome one) {
        LoopImported.Rows rows = one.total();
        BundleResult bundle = one.bundle();
        LOG.infof(
                "Loop %s. taskRunId=%s loopId=%d revision=%d inserted=%d updated=%d unchanged=%d deleted=%d"
                        + " rejected=%d bundle=%s",
                one.status().name().toLowerCase(java.util.Locale.ROOT),
                one.key().taskRunId(),
                one.key().loopId(),
                one.revision(),
                rows.inserted(),
                rows.updated(),
                rows.unchanged(),
                rows.deleted(),
                rows.rejected(),
                bundle == null ? "-" : bundle.isAvailable() ? "available" : bundle.reason());
    }
}

package dev.loopline.importer.sync;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.alpha.AlphaKind;
import dev.loopline.importer.alpha.AlphaMetas;
import dev.loopline.importer.files.CatalogFiles;
import dev.loopline.importer.stage.Importer;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportOutcome;
import dev.loopline.kit.consume.PatientRetry;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One run of the sync: reads the catalogs page by page and imports them; a full run compares every value, and takes out what
 * the catalogs no longer have. It waits for a database as long as it takes, and for catalog-service for some time. One object
 * per run.
 */
final class SyncRun {

    /** Names of phases, as AIstock's pages know them. */
    static final String FETCHING = "fetching_catalogs";

    static final String IMPORTING = "importing";
    static final String RECONCILING = "reconciling";
    static final String BASELINE_FACTORS = "importing_meta";

    private static final Logger LOG = Logger.getLogger(SyncRun.class);
    private static final int PAGE = 100;
    private static final Duration PATIENCE_WITH_CATALOGS = Duration.ofSeconds(30);
    private static final double IMPORTED = 0.85;
    private static final double RECONCILED = 0.95;

    private final Parts parts;
    private final Scope scope;
    private final PatientRetry catalogs = PatientRetry.atMost(PATIENCE_WITH_CATALOGS);
    private final PatientRetry database;
    private final Progress progress;
    private final Summaries summaries = new Summaries();
    private final List<String> failures = new ArrayList<>();
    private final Set<LoopKey> listed = new HashSet<>();

    /** What a run works with. */
    @Singleton
    record Parts(
            CatalogChanges changes, Importer importer, CatalogStore store, AlphaMetas alphas, CatalogFiles files) {}

    /**
     * What is asked for.
     *
     * @param lastSyncTime only entries that are newer; null for all
     * @param acceptLoss whether any number of loops may be taken out that the catalogs do not list
     */
    record Scope(@Nullable Instant lastSyncTime, boolean acceptLoss) {}

    /** Takes how far the run is. */
    interface Progress {
        void at(String phase, double progress, Map<String, ImportSummary> sums);
    }

    SyncRun(Parts parts, Scope scope, BooleanSupplier stopping, Progress progress) {
        this.parts = parts;
        this.scope = scope;
        this.database = PatientRetry.untilStopped(stopping);
        this.progress = progress;
    }

    /** Why loops could not be imported at all, a sentence each. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    Map<String, ImportSummary> sums() {
        return summaries.asMap();
    }

    /** @throws RejectedException loops that the catalogs do not list are too many to be taken out; all else was done */
    void execute() throws Exception {
        Instant begun = Instant.now();
        for (CatalogKind kind : CatalogKind.values()) {
            LOG.infof("Importing %s metadata...", kind.singular());
        }
        importAll(catalogs.call(parts.changes()::newest));
        List<Tombstone> kept = List.of();
        if (scope.lastSyncTime() == null) {
            report(RECONCILING, IMPORTED);
            kept = reconcile(begun);
        }
        report(BASELINE_FACTORS, RECONCILED);
        for (AlphaKind kind : AlphaKind.values()) {
            Optional<AlphaMetas.Merged> merged =
                    catalogs.call(() -> parts.alphas().merge(kind));
            merged.ifPresent(done -> summaries.add(kind, done));
        }
        if (scope.acceptLoss()) {
            parts.files().acceptLoss();
        }
        mendFiles();
        if (!kept.isEmpty()) {
            throw new RejectedException("LOSS_REFUSED", LossLimit.refusal(kept));
        }
    }

    private void importAll(long newest) throws Exception {
        long since = 0;
        while (true) {
            long from = since;
            CatalogChanges.Page page = catalogs.call(() -> parts.changes().read(from, PAGE));
            for (LoopKey key : page.unreadable()) {
                listed.add(key);
                failures.add("the entry of " + key + " in the catalogs cannot be read");
            }
            summaries.unusable(page.unreadable().size());
            page.requests().forEach(request -> listed.add(request.key()));
            List<Importer.Request> wanted =
                    page.requests().stream().filter(this::isWanted).toList();
            if (!wanted.isEmpty()) {
                summaries.add(wanted, imported(wanted));
            }
            if (page.isLast()) {
                return;
            }
            since = page.next();
            report(IMPORTING, IMPORTED * Math.min(1, since / (double) Math.max(1, newest)));
        }
    }

    private boolean isWanted(Importer.Request request) {
        CatalogUpdated event = request.event();
        Instant since = scope.lastSyncTime();
        return since == null || event == null || event.generatedAtUtc().isAfter(since);
    }

    /** A loop that the database refuses is counted, and its neighbours are imported. */
    private List<ImportOutcome> imported(List<Importer.Request> wanted) throws Exception {
        try {
            return database.call(() -> parts.importer().importAll(wanted, scope.lastSyncTime() == null));
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            if (FailureClassifier.isTransient(e)) {
                throw e; // the service stops
            }
            if (wanted.size() == 1) {
                LOG.errorf(
                        e,
                        "A loop could not be imported. taskRunId=%s loopId=%d",
                        wanted.get(0).key().taskRunId(),
                        wanted.get(0).key().loopId());
                summaries.unusable(1);
                failures.add("aistock_loop_catalog: " + wanted.get(0).key() + " was refused ("
                        + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
                return List.of();
            }
            List<ImportOutcome> outcomes = new ArrayList<>();
            for (Importer.Request one : wanted) {
                outcomes.addAll(imported(List.of(one)));
            }
            return outcomes;
        }
    }

    /** What is newer than the listing stays. @return what has to stay because it is too much */
    private List<Tombstone> reconcile(Instant begun) throws Exception {
        List<Tombstone> notListed = database.call(() -> parts.store().notListed(listed, begun));
        if (!scope.acceptLoss() && LossLimit.isExceeded(notListed.size(), listed.size())) {
            return notListed;
        }
        List<Importer.Request> withdrawals = notListed.stream()
                .map(tombstone -> new Importer.Request(tombstone.key(), null, tombstone))
                .toList();
        for (int from = 0; from < withdrawals.size(); from += PAGE) {
            List<Importer.Request> some = withdrawals.subList(from, Math.min(withdrawals.size(), from + PAGE));
            summaries.add(some, imported(some));
        }
        if (!withdrawals.isEmpty()) {
            LOG.infof("Took out loops that the catalogs no longer have. loops=%d", withdrawals.size());
        }
        return List.of();
    }

    /** What cannot be mended now is later: the files are looked at without a sync as well. */
    private void mendFiles() throws InterruptedException {
        try {
            parts.files().refresh();
        } catch (NotYetException | IOException | SQLException e) {
            LOG.debugf("The catalog files could not be compared. reason=%s", e.getMessage());
        }
    }

    private void report(String phase, double at) {
        progress.at(phase, at, sums());
    }
}

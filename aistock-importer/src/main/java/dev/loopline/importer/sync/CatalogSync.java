package dev.loopline.importer.sync;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.stage.Importer;
import dev.loopline.importer.stage.ImporterConfig;
import dev.loopline.importer.upsert.ImportOutcome;
import dev.loopline.kit.failure.FailureClassifier;
import dev.loopline.kit.failure.NotYetException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the sync: reads all that catalog-service has and imports it, so that afterwards the tables are what the catalogs are.
 * What is the same is not written. One run at a time; safe for all threads.
 */
@Singleton
public class CatalogSync {

    private static final Logger LOG = Logger.getLogger(CatalogSync.class);
    private static final int PAGE = 100;
    private static final int PATIENT_ATTEMPTS = 40;
    private static final long PAUSE_MS = 1_000;
    private static final List<CatalogKind> ORDER =
            List.of(CatalogKind.FACTOR, CatalogKind.STRATEGY, CatalogKind.LOOP, CatalogKind.MODEL);

    private final Importer importer;
    private final SyncRuns runs;
    private final CatalogChanges changes;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "catalog-sync");
        made.setDaemon(true);
        return made;
    });
    private @Nullable SyncStatus current;

    CatalogSync(Importer importer, SyncRuns runs, ImporterConfig config) {
        this.importer = importer;
        this.runs = runs;
        this.changes = new CatalogChanges(config.catalogUrl());
    }

    void onStart(@Observes StartupEvent event) throws SQLException {
        runs.failInterrupted(Instant.now());
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    /**
     * Starts a run, unless one is under way.
     *
     * @param lastSyncTime only entries that are newer; null for all
     * @return the run that was started, or that is under way
     */
    public synchronized SyncStatus start(@Nullable Instant lastSyncTime) throws SQLException {
        SyncStatus running = current;
        if (running != null) {
            return running;
        }
        SyncStatus run = runs.begin(lastSyncTime, Instant.now());
        current = run;
        thread.execute(() -> run(run));
        LOG.infof(
                "Starting %s sync. runId=%d lastSyncTime=%s",
                lastSyncTime == null ? "full" : "incremental", run.runId(), lastSyncTime);
        return run;
    }

    /** The run that is under way, else the newest one. */
    public SyncStatus status() throws SQLException {
        synchronized (this) {
            SyncStatus running = current;
            if (running != null) {
                return running;
            }
        }
        return runs.latest();
    }

    private void run(SyncStatus run) {
        Map<CatalogKind, ImportSummary> summaries = new LinkedHashMap<>();
        ORDER.forEach(kind -> summaries.put(kind, ImportSummary.none(kind)));
        try {
            importAll(run, summaries);
            finish(run, SyncStatus.SUCCESS, "done", null, summaries);
            LOG.infof("Sync completed successfully. runId=%d", run.runId());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(run, SyncStatus.FAILED, "stopped", "the importer is stopping", summaries);
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.errorf(e, "Sync failed. runId=%d", run.runId());
            finish(
                    run,
                    SyncStatus.FAILED,
                    "importing",
                    FailureClassifier.classify(e).toString(),
                    summaries);
        }
    }

    private void importAll(SyncStatus run, Map<CatalogKind, ImportSummary> summaries)
            throws IOException, SQLException, InterruptedException {
        long since = 0;
        long pages = 0;
        while (true) {
            CatalogChanges.Page page = changes.read(since, PAGE);
            if (page.isLast()) {
                return;
            }
            List<Importer.Request> wanted = page.requests().stream()
                    .filter(request -> isNewer(request, run.lastSyncTime()))
                    .toList();
            if (!wanted.isEmpty()) {
                add(summaries, wanted, importPatiently(wanted));
            }
            since = page.next();
            pages++;
            // How much is left is not known; the bar approaches its end.
            report(run, "importing", pages / (pages + 2.0), summaries);
        }
    }

    private static boolean isNewer(Importer.Request request, @Nullable Instant lastSyncTime) {
        CatalogUpdated event = request.event();
        return lastSyncTime == null || event == null || event.generatedAtUtc().isAfter(lastSyncTime);
    }

    private List<ImportOutcome> importPatiently(List<Importer.Request> wanted)
            throws IOException, SQLException, InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                return importer.importAll(wanted, true);
            } catch (NotYetException e) {
                if (attempt == PATIENT_ATTEMPTS) {
                    throw e;
                }
                Thread.sleep(PAUSE_MS);
            }
        }
    }

    private static void add(
            Map<CatalogKind, ImportSummary> summaries, List<Importer.Request> served, List<ImportOutcome> outcomes) {
        Map<Object, ImportOutcome> byKey = new LinkedHashMap<>();
        outcomes.forEach(one -> byKey.put(one.key(), one));
        for (Importer.Request request : served) {
            ImportOutcome outcome = byKey.remove(request.key());
            if (outcome == null) {
                continue; // the same loop a second time: its newest statement was counted
            }
            CatalogUpdated event = request.event();
            for (CatalogKind kind : ORDER) {
                int entries = event == null ? 0 : entries(event, kind);
                boolean superseded = outcome.status() == ImportOutcome.Status.SUPERSEDED;
                Rows rows = outcome.rows().getOrDefault(kind, Rows.NONE);
                summaries.computeIfPresent(kind, (unused, sum) -> sum.plus(entries, rows, superseded ? entries : 0));
            }
        }
    }

    private static int entries(CatalogUpdated event, CatalogKind kind) {
        return switch (kind) {
            case FACTOR -> event.ownedFactors().size();
            case MODEL -> event.models().size();
            case STRATEGY -> event.strategies().size();
            case LOOP -> 1;
        };
    }

    private synchronized SyncStatus report(
            SyncStatus run, String phase, double progress, Map<CatalogKind, ImportSummary> summaries) {
        SyncStatus now = new SyncStatus(
                run.runId(),
                SyncStatus.RUNNING,
                phase,
                progress,
                run.lastSyncTime(),
                run.startedAt(),
                null,
                null,
                byName(summaries));
        current = now;
        return now;
    }

    private void finish(
            SyncStatus run,
            String state,
            String phase,
            @Nullable String error,
            Map<CatalogKind, ImportSummary> summaries) {
        SyncStatus end = new SyncStatus(
                run.runId(),
                state,
                phase,
                state.equals(SyncStatus.SUCCESS)
                        ? 1
                        : report(run, phase, 0, summaries).progress(),
                run.lastSyncTime(),
                run.startedAt(),
                Instant.now(),
                error,
                byName(summaries));
        try {
            runs.save(end);
        } catch (SQLException e) {
            LOG.errorf(e, "The result of a sync could not be saved. runId=%d", run.runId());
        }
        synchronized (this) {
            current = null;
        }
    }

    private static Map<String, ImportSummary> byName(Map<CatalogKind, ImportSummary> summaries) {
        Map<String, ImportSummary> named = new LinkedHashMap<>();
        new ArrayList<>(summaries.entrySet())
                .forEach(entry -> named.put(entry.getKey().singular(), entry.getValue()));
        return named;
    }
}

package dev.loopline.importer.sync;

import dev.loopline.importer.stage.ImporterConfig;
import dev.loopline.kit.failure.Failure;
import dev.loopline.kit.failure.FailureClassifier;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.operators.multi.processors.BroadcastProcessor;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Starts runs of the sync, one at a time, on a thread of its own, and knows how they stand: in the database, so that it
 * outlives the process. Safe for all threads.
 */
@Singleton
public class CatalogSync {

    private static final Logger LOG = Logger.getLogger(CatalogSync.class);

    private static final int SHOWN_REASONS = 3;

    private final SyncRun.Parts parts;
    private final SyncRuns runs;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread made = new Thread(task, "catalog-sync");
        made.setDaemon(true);
        return made;
    });
    private final BroadcastProcessor<SyncStatus> updates = BroadcastProcessor.create();
    private @Nullable SyncStatus current;
    private volatile boolean stopping;

    CatalogSync(SyncRun.Parts parts, SyncRuns runs) {
        this.parts = parts;
        this.runs = runs;
    }

    @Produces
    @Singleton
    static CatalogChanges changes(ImporterConfig config) {
        return new CatalogChanges(config.catalogUrl());
    }

    void onStart(@Observes StartupEvent event) throws SQLException {
        runs.failInterrupted(Instant.now());
    }

    void onStop(@Observes ShutdownEvent event) {
        stopping = true;
        thread.shutdownNow();
        updates.onComplete();
    }

    /**
     * Starts a run, unless one is under way.
     *
     * @param lastSyncTime only entries that are newer; null for all
     * @param acceptLoss whether a full run may take out any number of loops that the catalogs do not list
     * @return the run that was started, or that is under way
     */
    public synchronized SyncStatus start(@Nullable Instant lastSyncTime, boolean acceptLoss) throws SQLException {
        SyncStatus running = current;
        if (running != null) {
            return running;
        }
        SyncStatus run = runs.begin(lastSyncTime, Instant.now());
        current = run;
        updates.onNext(run);
        thread.execute(() -> run(run, acceptLoss));
        LOG.infof(
                "Starting %s sync... runId=%d lastSyncTime=%s",
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

    /** Runs, the newest first. */
    public List<SyncStatus> history(int limit, int offset) throws SQLException {
        return runs.history(limit, offset);
    }

    /** How it stands now, and then every change; a listener that is slow misses what is no longer new. */
    public Multi<SyncStatus> updates() throws SQLException {
        Multi<SyncStatus> later = updates.onOverflow().dropPreviousItems();
        return Multi.createBy().concatenating().streams(Multi.createFrom().item(status()), later);
    }

    private void run(SyncStatus begun, boolean acceptLoss) {
        SyncRun run = new SyncRun(
                parts,
                new SyncRun.Scope(begun.lastSyncTime(), acceptLoss),
                () -> stopping,
                (phase, at, sums) -> report(begun, phase, at, sums));
        try {
            run.execute();
            finish(begun, run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            finish(begun, SyncStatus.FAILED, "the importer is stopping", run.sums());
        } catch (Exception e) {
            LOG.errorf(e, "Sync failed. runId=%d", begun.runId());
            finish(begun, SyncStatus.FAILED, sentence(e), run.sums());
        }
    }

    private void finish(SyncStatus begun, SyncRun run) throws SQLException {
        int errors =
                run.sums().values().stream().mapToInt(ImportSummary::errors).sum();
        if (errors == 0) {
            finish(begun, SyncStatus.SUCCESS, null, run.sums());
            LOG.infof("Sync completed successfully. runId=%d", begun.runId());
            return;
        }
        List<String> reasons = new ArrayList<>(run.failures());
        reasons.addAll(runs.rejections(SHOWN_REASONS));
        String error = errors + (errors == 1 ? " entry was" : " entries were") + " not imported: "
                + String.join("; ", reasons.subList(0, Math.min(SHOWN_REASONS, reasons.size())));
        boolean isAny = run.sums().values().stream().anyMatch(sum -> sum.processed() > 0);
        finish(begun, isAny ? SyncStatus.PARTIAL : SyncStatus.FAILED, error, run.sums());
        LOG.warnf("Sync completed in part. runId=%d reason=%s", begun.runId(), error);
    }

    private static String sentence(Exception e) {
        Failure failure = FailureClassifier.classify(e);
        return failure instanceof Failure.Permanent permanent
                ? permanent.reason() + ": " + permanent.message()
                : ((Failure.Transient) failure).message();
    }

    private void report(SyncStatus run, String phase, double progress, Map<String, ImportSummary> sums) {
        SyncStatus now = new SyncStatus(
                run.runId(),
                SyncStatus.RUNNING,
                phase,
                progress,
                run.lastSyncTime(),
                run.startedAt(),
                null,
                null,
                sums);
        synchronized (this) {
            current = now;
        }
        save(now);
        updates.onNext(now);
    }

    private void finish(SyncStatus run, String state, @Nullable String error, Map<String, ImportSummary> sums) {
        SyncStatus last;
        synchronized (this) {
            last = current == null ? run : current;
        }
        boolean done = !state.equals(SyncStatus.FAILED);
        SyncStatus end = new SyncStatus(
                run.runId(),
                state,
                done ? "done" : last.phase(),
                done ? 1 : last.progress(),
                run.lastSyncTime(),
                run.startedAt(),
                Instant.now(),
                error,
                sums);
        save(end);
        synchronized (this) {
            current = null;
        }
        updates.onNext(end);
    }

    private void save(SyncStatus status) {
        try {
            runs.save(status);
        } catch (SQLException e) {
            LOG.errorf(e, "The state of a sync could not be saved. runId=%d", status.runId());
        }
    }
}

package dev.loopline.catalog.rebuild;

import dev.loopline.catalog.export.ExportSchedule;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Generations;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.http.ProblemException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.apache.kafka.common.errors.InterruptException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The rebuild that runs, or ran last. One at a time; safe for all threads. */
@Singleton
public class Rebuilds {

    /** After the channels are connected and the state is ready. */
    private static final int AFTER_LIFECYCLE = 6000;
    /** Before the state is closed. */
    private static final int WITH_INTAKES = 5;

    private static final int STOP_SECONDS = 20;
    private static final Logger LOG = Logger.getLogger(Rebuilds.class);

    private final CatalogState state;
    private final ExportSchedule schedule;
    private final BrokerAccess broker;
    private final Clock clock = Clock.systemUTC();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread named = new Thread(task, "catalog-rebuild");
        named.setDaemon(true);
        return named;
    });
    private @Nullable RebuildProgress progress;
    private volatile boolean cancelled;

    Rebuilds(CatalogState state, ExportSchedule schedule, BrokerAccess broker) {
        this.state = state;
        this.schedule = schedule;
        this.broker = broker;
    }

    /** The rebuild that runs, or ran last; empty if there was none. */
    public synchronized Optional<RebuildProgress> last() {
        return Optional.ofNullable(progress);
    }

    /**
     * Begins a rebuild.
     *
     * @param id names the request, so that one that is made twice is one; a new name if null
     * @param acceptLoss whether loops may go that the topic does not know; else such a rebuild fails and changes nothing
     * @throws ProblemException 409 while one runs, 503 while the state itself is being built
     */
    public synchronized RebuildProgress begin(
            @Nullable String id, RebuildScope scope, boolean dryRun, boolean acceptLoss) throws IOException {
        if (progress != null && progress.id().equals(id)) {
            return progress;
        }
        if (progress != null && !progress.phase().isOver()) {
            throw new ProblemException(409, "REBUILD_RUNNING", "the rebuild " + progress.id() + " is running");
        }
        if (state.isRecovering()) {
            throw new ProblemException(
                    503, "RECOVERING", "the state is being built from the topic as it is; ask again when that is done");
        }
        RebuildRequest request = new RebuildRequest(
                id == null ? UUID.randomUUID().toString() : id,
                scope,
                dryRun,
                acceptLoss,
                generations().next().getFileName().toString(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS));
        requests().write(request);
        return start(request, false);
    }

    /** Lets the rebuild that runs end without effect. @return whether this one runs */
    public synchronized boolean cancel(String id) {
        boolean runs = progress != null
                && progress.id().equals(id)
                && !progress.phase().isOver();
        cancelled |= runs;
        return runs;
    }

    private RebuildProgress start(RebuildRequest request, boolean resumed) {
        cancelled = false;
        RebuildProgress begun = RebuildProgress.begun(request, resumed);
        progress = begun;
        thread.execute(() -> run(request));
        return begun;
    }

    void resume(@Observes @Priority(AFTER_LIFECYCLE) StartupEvent event) throws IOException {
        Optional<RebuildRequest> unfinished = requests().read();
        Path kept = unfinished.map(request -> file(request)).orElse(state.file());
        generations().sweep(kept);
        if (unfinished.isPresent()) {
            LOG.infof("The rebuild goes on. id=%s", unfinished.get().id());
            synchronized (this) {
                start(unfinished.get(), true);
            }
        } else {
            remember(requests().last());
        }
    }

    void stop(@Observes @Priority(WITH_INTAKES) ShutdownEvent event) throws InterruptedException {
        thread.shutdownNow();
        thread.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
    }

    private void run(RebuildRequest request) {
        try {
            if (Generations.isSame(file(request), state.file())) {
                LOG.infof("The rebuild had ended already. id=%s", request.id());
            } else {
                rebuild(request);
            }
            if (request.acceptsLoss() && request.scope().isWhole() && !request.dryRun()) {
                schedule.requestAcceptingLoss();
            } else {
                schedule.request();
            }
            over(request, RebuildPhase.DONE, null);
        } catch (CancellationException e) {
            over(request, RebuildPhase.CANCELLED, null);
        } catch (InterruptedException | InterruptException e) {
            LOG.infof("The rebuild was cut off and goes on at the next start. id=%s", request.id());
            Thread.currentThread().interrupt();
        } catch (SQLException | IOException | RuntimeException e) {
            // Whatever it was: a rebuild that never ends would keep all later ones from starting.
            LOG.errorf(e, "The rebuild failed. id=%s failure=%s", request.id(), e.getMessage());
            over(request, RebuildPhase.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private void rebuild(RebuildRequest request) throws SQLException, IOException, InterruptedException {
        CatalogState next = CatalogState.openGeneration(file(request));
        boolean inUse = false;
        try (TopicReader topic = new TopicReader(broker, request.scope());
                RebuildRun run = new RebuildRun(
                        request, new RebuildRun.Generations(state, next), topic, this::update, () -> cancelled)) {
            inUse = run.run();
        } finally {
            if (!inUse) {
                next.close();
            }
        }
    }

    private synchronized void remember(Optional<RebuildProgress> ended) {
        if (progress == null) {
            progress = ended.orElse(null);
        }
    }

    private synchronized void update(UnaryOperator<RebuildProgress> change) {
        if (progress != null) {
            progress = change.apply(progress);
        }
    }

    private void over(RebuildRequest request, RebuildPhase how, @Nullable String why) {
        RebuildProgress ended =
                last().orElseThrow().ended(how, why, clock.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            requests().end(ended);
            generations().sweep(state.file());
        } catch (IOException e) {
            LOG.warnf("What the rebuild left is removed at the next start. failure=%s", e.getMessage());
        }
        // Not before its request is out of the way: from now on another one may begin, and writes its own.
        update(now -> ended);
        LOG.infof(
                "Rebuild ended. id=%s phase=%s dryRun=%s records=%d ms=%d concerned=%s",
                request.id(),
                how,
                request.dryRun(),
                ended.recordsHere(),
                ended.readMillis(),
                ended.difference() == null
                        ? "?"
                        : Long.toString(ended.difference().concerned()));
    }

    private Path folder() {
        return state.folder();
    }

    private Generations generations() {
        return new Generations(folder());
    }

    private RebuildRequests requests() {
        return new RebuildRequests(folder());
    }

    private Path file(RebuildRequest request) {
        return folder().resolve(request.generation());
    }
}

package dev.loopline.watcher.register;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.path.RecordedPaths;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.observe.LoopContext;
import dev.loopline.watcher.outbox.OutboxTable;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.registry.RegistrySession;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Registers finished loops: reads their content, and writes rows, revision and event in one transaction for all loops of a
 * call. A loop whose content is what it was gets no new revision. For one caller at a time.
 */
public final class Registrar implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Registrar.class);
    private static final int READING_THREADS = 2;
    private static final String REQUEST_DONE = """
            UPDATE loopline_request_loop SET revision = ?
            WHERE request_id = ? AND task_run_id = ? AND loop_id = ? AND revision IS NULL""";

    private final Registry registry;
    private final LoopBook book;
    private final Place place;
    private final Announcement announcement;
    private final Clock clock;
    private final Outlet outlet;
    private final OutboxTable outbox = new OutboxTable();
    private final ExecutorService readers =
            Executors.newFixedThreadPool(READING_THREADS, task -> daemon(task, "content-reader"));

    /**
     * What became of a call.
     *
     * @param registered loops that got a new revision
     * @param unchanged loops whose content was what it had been
     * @param failed loops that could not be read or announced, with the reason
     */
    public record Outcome(List<LoopKey> registered, List<LoopKey> unchanged, Map<LoopKey, String> failed) {}

    /**
     * Where the loops lie.
     *
     * @param paths finds recorded folders in the home
     * @param home the id of the home
     */
    public record Place(RecordedPaths paths, String home) {}

    public Registrar(Registry registry, LoopBook book, Place place, Clock clock, Outlet outlet) {
        this.registry = registry;
        this.book = book;
        this.place = place;
        this.announcement = new Announcement(place);
        this.clock = clock;
        this.outlet = outlet;
    }

    /**
     * Registers the loops.
     *
     * @throws OutletClosedException if no revision may be given out at the moment
     */
    public Outcome register(List<Finding> findings) throws SQLException {
        requireOpen();
        Map<LoopKey, String> failed = new HashMap<>();
        List<Registration> registrations = read(findings, failed);
        if (registrations.isEmpty()) {
            return new Outcome(List.of(), List.of(), failed);
        }
        Written written = registry.write(session -> write(session, registrations, failed), this::remember);
        if (!written.registered().isEmpty()) {
            outlet.filled();
        }
        for (KnownLoop loop : written.registered()) {
            LoopContext.run(loop.key(), loop.revision(), () -> log(loop));
        }
        return new Outcome(keys(written.registered()), keys(written.unchanged()), failed);
    }

    private record Written(List<KnownLoop> registered, List<KnownLoop> unchanged) {}

    private void remember(Written written) {
        written.unchanged().forEach(book::put);
        written.registered().forEach(book::put);
    }

    private Written write(RegistrySession session, List<Registration> registrations, Map<LoopKey, String> failed)
            throws SQLException {
        Instant now = clock.instant();
        Written written = new Written(new ArrayList<>(), new ArrayList<>());
        for (Registration registration : registrations) {
            LoopKey key = registration.finding().candidate().key();
            KnownLoop known = LoopTable.find(session, key).orElse(null);
            if (known != null && isUnchanged(registration, known)) {
                written.unchanged().add(markSeen(session, registration, known));
            } else {
                announce(session, registration, known, now, failed).ifPresent(written.registered()::add);
            }
        }
        return written;
    }

    private static List<LoopKey> keys(List<KnownLoop> loops) {
        return loops.stream().map(KnownLoop::key).toList();
    }

    /** Whether a revision may be given out at the moment. */
    public boolean isOpen() {
        return outlet.closed().isEmpty();
    }

    private void requireOpen() {
        outlet.closed().ifPresent(reason -> {
            throw new OutletClosedException(reason);
        });
    }

    /**
     * Announces that a loop is gone. Its rows in the registry's other tables stay as they are.
     *
     * @throws OutletClosedException if no revision may be given out at the moment
     */
    public void withdraw(KnownLoop loop) throws SQLException {
        requireOpen();
        Instant now = clock.instant();
        KnownLoop gone = registry.write(
                session -> {
                    long revision = LoopTable.revision(session, loop.key()) + 1;
                    KnownLoop withdrawn = changed(loop, KnownLoop.State.WITHDRAWN, revision, now);
                    LoopTable.put(session, withdrawn);
                    outbox.appendWithdrawal(
                            session,
                            EventType.WORKSPACE_REGISTERED,
                            new Tombstone(loop.key(), revision, place.home()),
                            now);
                    return withdrawn;
                },
                book::put);
        outlet.filled();
        LOG.infof(
                "Loop withdrawn: its rows and folders are gone. taskRunId=%s loopId=%d revision=%d",
                gone.key().taskRunId(), gone.key().loopId(), gone.revision());
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }

    private Optional<KnownLoop> announce(
            RegistrySession session,
            Registration registration,
            @Nullable KnownLoop known,
            Instant now,
            Map<LoopKey, String> failed)
            throws SQLException {
        Finding finding = registration.finding();
        LoopKey key = finding.candidate().key();
        long revision = LoopTable.revision(session, key) + 1;
        try {
            outbox.append(session, announcement.of(registration, revision, now), now);
        } catch (RejectedException e) {
            failed.put(key, e.getMessage());
            return Optional.empty();
        }
        RegisteredRows.write(session, finding, now);
        KnownLoop loop = known(registration, known, revision, now);
        LoopTable.put(session, loop);
        LoopTable.putFiles(session, key, registration.inputs());
        Demand demand = finding.demand();
        if (demand != null) {
            session.update(REQUEST_DONE, revision, demand.requestId(), key.taskRunId(), key.loopId());
        }
        return Optional.of(LoopTable.find(session, key).orElse(loop));
    }

    private static boolean isUnchanged(Registration registration, KnownLoop known) {
        Finding finding = registration.finding();
        return known.isRegistered()
                && finding.demand() == null
                && !finding.feedbackChanged()
                && registration.isContentOf(known);
    }

    private static KnownLoop markSeen(RegistrySession session, Registration registration, KnownLoop known)
            throws SQLException {
        Finding finding = registration.finding();
        String looks = finding.files().inputFingerprint(finding.vanished());
        LoopTable.seen(session, known.key(), looks, finding.signature());
        LoopTable.putFiles(session, known.key(), registration.inputsBefore());
        return LoopTable.find(session, known.key()).orElse(known);
    }

    private KnownLoop known(Registration registration, @Nullable KnownLoop before, long revision, Instant now) {
        Finding finding = registration.finding();
        String assumption = finding.candidate().assumption();
        return new KnownLoop(
                finding.candidate().key(),
                KnownLoop.State.REGISTERED,
                revision,
                registration.contentDigest(),
                finding.files().inputFingerprint(),
                finding.signature(),
                finding.origin(),
                finding.evidence(),
                assumption == null && before != null ? before.assumption() : assumption,
                announcement.folders(finding),
                RecordedTime.format(finding.finishedAt()),
                RecordedTime.format(now),
                before == null ? 0 : before.backfilledRevision(),
                before == null ? 0 : before.bundledRevision(),
                before == null ? 0 : before.importedRevision(),
                before == null ? null : before.hasResult(),
                before == null ? null : before.ownFeedback());
    }

    private static KnownLoop changed(KnownLoop loop, KnownLoop.State state, long revision, Instant now) {
        return new KnownLoop(
                loop.key(),
                state,
                revision,
                loop.contentDigest(),
                loop.statFingerprint(),
                loop.rowSignature(),
                loop.origin(),
                loop.evidence(),
                loop.assumption(),
                loop.folders(),
                loop.finishedAtUtc(),
                RecordedTime.format(now),
                loop.backfilledRevision(),
                loop.bundledRevision(),
                loop.importedRevision(),
                loop.hasResult(),
                loop.ownFeedback());
    }

    /** One loop is read at once, many on two threads. */
    private List<Registration> read(List<Finding> findings, Map<LoopKey, String> failed) {
        List<Registration> out = new ArrayList<>();
        if (findings.size() == 1) {
            try {
                out.add(Registration.of(findings.get(0)));
            } catch (IOException e) {
                unreadable(findings.get(0), e, failed);
            }
            return out;
        }
        List<Future<Registration>> reading = findings.stream()
                .map(finding -> readers.submit(() -> Registration.of(finding)))
                .toList();
        for (int i = 0; i < reading.size(); i++) {
            try {
                out.add(reading.get(i).get());
            } catch (ExecutionException e) {
                unreadable(findings.get(i), e.getCause(), failed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            }
        }
        return out;
    }

    private static void unreadable(Finding finding, Throwable e, Map<LoopKey, String> failed) {
        LoopKey key = finding.candidate().key();
        failed.put(key, "its files cannot be read: " + e);
        LOG.warnf(
                "Loop not registered, it is tried again. taskRunId=%s loopId=%d reason=%s",
                key.taskRunId(), key.loopId(), e);
    }

    private static void log(KnownLoop loop) {
        LOG.infof(
                "Loop registered. taskRunId=%s loopId=%d revision=%d evidence=%s",
                loop.key().taskRunId(), loop.key().loopId(), loop.revision(), loop.evidence());
        if (loop.assumption() != null && loop.revision() == 1) {
            LOG.warnf(
                    "Loop number assumed. taskRunId=%s loopId=%d reason=%s",
                    loop.key().taskRunId(), loop.key().loopId(), loop.assumption());
        }
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}

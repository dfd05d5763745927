package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.WatcherConfig;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.discovery.Discovery;
import dev.loopline.watcher.discovery.SessionBook;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopJudge;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.request.RequestTable;
import dev.loopline.watcher.settle.QuietPeriods;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Looks for finished loops, for ever, on a thread of its own. What RD-Agent commits is looked at within milliseconds; the
 * rest waits for a folder's event, the end of a quiet period, or the next scan. {@link #start}, {@link #requestsArrived} and
 * {@link #close} may be called from any thread.
 */
public final class WatchLoop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WatchLoop.class);

    private static final int MOST_RECENT_OPEN = 200;
    private static final int REQUEST_CHUNK = 200;
    private static final Duration LEAST_BETWEEN_EVENT_SCANS = Duration.ofMillis(100);
    static final Duration LONGEST_WAIT_FOR_LOOK = Duration.ofMillis(50);
    private static final int SCAN_SHARE = 10;

    private final WatcherConfig config;
    private final RdAgentHome home;
    private final Registry registry;
    private final LoopBook book;
    private final Registrar registrar;
    private final WatchBoard board;
    private final Clock clock;
    private final QuietPeriods quiet = new QuietPeriods();
    private final HomeLook look;
    private final Evaluation evaluation;
    private final Withdrawals withdrawals;
    private final Signals signals = new Signals();
    private final FolderEvents events;
    private final WatchedFolders folders;
    private final Thread thread = new Thread(this::run, "watch-loop");
    private final ExecutorService looker = Executors.newSingleThreadExecutor(task -> {
        Thread looking = new Thread(task, "home-look");
        looking.setDaemon(true);
        return looking;
    });
    private final RecentlyOpen recentlyOpen = new RecentlyOpen(MOST_RECENT_OPEN);
    private final WatchTrouble trouble;
    private final SeenLoops seen = new SeenLoops();
    private Discovery lastFound = new Discovery(Map.of(), List.of());
    private final RegisteredLoops loops;
    private long nextScanNanos = System.nanoTime();
    private final CommitWindow commits = new CommitWindow(System::nanoTime);
    private long earliestEventScanNanos = System.nanoTime();
    private volatile boolean stopping;

    /**
     * @param registered told how many loops got a new revision
     * @throws IOException if the system has no file events at all
     */
    public WatchLoop(
            WatcherConfig config,
            RdAgentHome home,
            Registry registry,
            LoopBook book,
            Registrar registrar,
            WatchBoard board,
            Clock clock,
            LongConsumer registered)
            throws IOException {
        this.config = config;
        this.home = home;
        this.registry = registry;
        this.book = book;
        this.registrar = registrar;
        this.board = board;
        this.trouble = new WatchTrouble(home, registry, board);
        this.clock = clock;
        this.look = new HomeLook(home, registry, book, new SessionBook(config.crashedAfter(), clock));
        LoopJudge.Waits waits = new LoopJudge.Waits(config.quietPeriod(), config.assumedLoopWait());
        LoopJudge judge = new LoopJudge(home.paths(), book, quiet, waits, System::nanoTime);
        this.evaluation = new Evaluation(seen, judge, quiet, registrar, board, look::rowsAdded, registered);
        this.withdrawals = new Withdrawals(home, book);
        this.loops = new RegisteredLoops(book);
        this.events = new FolderEvents(home.root(), registry.file(), signals);
        this.folders = new WatchedFolders(config.fileEvents(), home, registry.file(), events, board);
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    /** A backfill was requested and is kept in the registry. */
    public void requestsArrived() {
        signals.raise(Signals.Kind.REQUESTS);
    }

    @Override
    public void close() {
        stopping = true;
        signals.raise(Signals.Kind.STOP);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            looker.shutdownNow();
            events.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.warnf("File events did not close cleanly. reason=%s", e.getMessage());
        }
    }

    private void run() {
        while (!stopping) {
            try {
                step(signals.await(untilNext()));
            } catch (InterruptedException e) {
                return;
            } catch (SQLException e) {
                trouble.with(e);
            } catch (IOException e) {
                trouble.with(e);
            } catch (RuntimeException e) {
                trouble.with(e);
            }
            board.beat();
        }
    }

    private Duration untilNext() {
        long now = System.nanoTime();
        Duration scan = Duration.ofNanos(Math.max(0, nextScanNanos - now));
        return commits.untilLook(
                quiet.nextDue(now).filter(due -> due.compareTo(scan) < 0).orElse(scan));
    }

    private void step(Set<Signals.Kind> raised) throws SQLException, IOException, InterruptedException {
        if (raised.contains(Signals.Kind.FOLDERS)) {
            nextScanNanos = Math.min(nextScanNanos, earliestEventScanNanos);
        }
        if (raised.contains(Signals.Kind.REGISTRY)) {
            commits.open();
        }
        lookAtCommits();
        boolean scanDue = nextScanNanos - System.nanoTime() <= 0;
        if (scanDue) {
            scan();
            trouble.over();
        }
        if (scanDue || raised.contains(Signals.Kind.REQUESTS)) {
            serveRequests();
        }
        lookAtDue();
    }

    /**
     * Looks at what RD-Agent has just recorded, if it has. Also called in the middle of a scan or a long evaluation, so that a
     * loop that finishes now does not wait for a whole history.
     */
    private void lookAtCommits() throws SQLException {
        if (signals.take(Signals.Kind.REGISTRY)) {
            commits.open();
        }
        if (commits.isLookDue() && look.isRegistryChanged()) {
            lookAtRecent();
        }
    }

    private void lookAtRecent() throws SQLException {
        Discovery recent = look.recent(recentlyOpen.keys());
        seen.afterCommit(recent.loops());
        Set<LoopKey> keys = recent.loops().keySet();
        evaluation.evaluate(keys, false, () -> {});
        recentlyOpen.remember(keys, board.open().keySet(), seen);
    }

    private void scan() throws SQLException, IOException, InterruptedException {
        Instant startedAt = clock.instant();
        long started = System.nanoTime();
        // First of all, so that a failure does not lead to the next try at once.
        nextScanNanos = started + config.scanInterval().toNanos();
        if (registry.reopenIfReplaced()) {
            book.load(registry.view(LoopTable::all));
            look.rowsAdded();
        }
        seen.scanBegins();
        Discovery found = lookAtAll();
        boolean nothingNew = found == lastFound;
        if (!nothingNew) {
            seen.scanned(found.loops());
            Set<LoopKey> present = seen.keys();
            loops.found(present);
            board.keepOnly(present);
            quiet.keepOnly(present);
            // A commit that the scan saw may be newer than the last look at what was committed, which now stands.
            if (look.isRegistryChanged()) {
                lookAtRecent();
            }
        }
        watchFolders();
        Duration looked = Duration.ofNanos(System.nanoTime() - started);
        board.scanned(loops.all().size(), found.unassigned(), startedAt, looked);
        // Of the very same rows and folders only the files of loops that are not registered may say something new.
        List<LoopKey> undecided = nothingNew ? loops.unregistered() : loops.all();
        evaluation.evaluate(undecided, false, this::lookAtCommits);
        recentlyOpen.remember(undecided, board.open().keySet(), seen);
        loops.compareNext(evaluation, config.filesCheckedPerScan(), looked, this::lookAtCommits);
        if (!nothingNew || withdrawals.hasSuspects()) {
            for (KnownLoop gone : withdrawals.find(found)) {
                registrar.withdraw(gone);
            }
        }
        lastFound = found;
        long took = System.nanoTime() - started;
        board.scanned(loops.all().size(), found.unassigned(), startedAt, Duration.ofNanos(took));
        long now = System.nanoTime();
        nextScanNanos = now + config.scanInterval().toNanos();
        earliestEventScanNanos = now + Math.max(LEAST_BETWEEN_EVENT_SCANS.toNanos(), took * SCAN_SHARE);
    }

    private void watchFolders() {
        List<Candidate> open = board.open().keySet().stream()
                .limit(MOST_RECENT_OPEN)
                .flatMap(key -> seen.find(key).stream())
                .toList();
        folders.follow(open, look.folders().taskFolders());
    }

    /** On another thread, because it takes long in a large home and RD-Agent's commits are not to wait for it. */
    private Discovery lookAtAll() throws SQLException, IOException, InterruptedException {
        // The signal comes when the result is there, not a moment before: who is woken too early waits once more.
        FutureTask<Discovery> looking = new FutureTask<>(look::all) {
            @Override
            protected void done() {
                signals.raise(Signals.Kind.LOOKED);
            }
        };
        looker.execute(looking);
        Set<Signals.Kind> meanwhile = EnumSet.noneOf(Signals.Kind.class);
        while (!looking.isDone()) {
            meanwhile.addAll(signals.await(commits.untilLook(LONGEST_WAIT_FOR_LOOK)));
            if (meanwhile.remove(Signals.Kind.REGISTRY)) {
                commits.open();
            }
            lookAtCommits();
        }
        meanwhile.remove(Signals.Kind.LOOKED);
        meanwhile.forEach(signals::raise);
        try {
            return looking.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            if (e.getCause() instanceof IOException io) {
                throw io;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Loops whose quiet period may be over. */
    private void lookAtDue() throws SQLException {
        evaluation.evaluate(quiet.due(System.nanoTime()), true, () -> {});
    }

    private void serveRequests() throws SQLException {
        if (!seen.isComplete()) {
            return;
        }
        Map<LoopKey, Demand> pending = registry.view(session -> RequestTable.pending(session, REQUEST_CHUNK));
        for (Map.Entry<LoopKey, Demand> one : pending.entrySet()) {
            String refusal = evaluation.evaluate(one.getKey(), one.getValue());
            if (!refusal.isEmpty()) {
                registry.write(session -> {
                    RequestTable.fail(session, one.getKey(), one.getValue(), refusal);
                    return refusal;
                });
            }
            lookAtCommits();
        }
        if (!pending.isEmpty()) {
            signals.raise(Signals.Kind.REQUESTS);
        }
    }
}

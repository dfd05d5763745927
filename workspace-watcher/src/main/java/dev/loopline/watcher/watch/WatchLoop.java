package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.SessionBook;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopFacts;
import dev.loopline.watcher.register.LoopInspection;
import dev.loopline.watcher.register.OutletClosedException;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks for finished loops, for ever, on a thread of its own: {@link WatchState} decides what to do next, and this does it.
 * What RD-Agent commits is looked at within milliseconds; the rest waits for a folder's event, the end of a quiet period, or
 * the next round. {@link #start}, {@link #requestsArrived} and {@link #close} may be called from any thread.
 */
public final class WatchLoop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WatchLoop.class);

    private static final int MOST_WATCHED_LOOPS = 200;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

    private final Signals signals = new Signals();
    private final CommitWindow commits = new CommitWindow(System::nanoTime);
    private final FolderEvents events;
    private final WatchedFolders folders;
    private final SurveyThread surveys;
    private final HomeLoops loops;
    private final Evaluation evaluation;
    private final HomeRound round;
    private final RoundTimer timer;
    private final RecentRows recentRows;
    private final RequestLook requests;
    private final SecondAttempts attempts;
    private final StalledLoops stalled;
    private final Withdrawals withdrawals;
    private final HeldWithdrawals held;
    private final HomeWatch homeWatch;
    private final HomeLease lease;
    private final WatchTrouble trouble;
    private final WatchBoard board;
    private final Thread thread = new Thread(this::run, "watch-loop");
    /** Whether the last survey found nothing new, and file events announce what changes. */
    private boolean atRest;

    private volatile boolean stopping;

    /** @throws IOException if the system has no file events at all */
    public WatchLoop(WatchSettings settings, WatchedHome watched, Registrar registrar, WatchBoard board, Clock clock)
            throws IOException {
        RdAgentHome home = watched.home();
        Registry registry = watched.registry();
        RegistryChanges changes = new RegistryChanges(registry);
        this.board = board;
        this.events = new FolderEvents(home.root(), registry.file(), signals);
        this.folders = new WatchedFolders(settings.fileEvents(), home, registry.file(), events, board);
        this.surveys = new SurveyThread(
                new HomeSurvey(watched, changes, new SessionBook(settings.crashedAfter(), clock)), signals);
        this.loops = new HomeLoops(watched.book());
        LoopFacts.Waits waits = new LoopFacts.Waits(settings.quietPeriod(), settings.assumedLoopWait());
        this.evaluation = new Evaluation(
                loops,
                new LoopInspection(home.paths(), watched.book(), registry, waits),
                registrar,
                board,
                changes::rowsWritten);
        this.round = new HomeRound(surveys, loops, evaluation, settings.filesCheckedPerScan(), clock);
        this.timer = new RoundTimer(settings.scanInterval(), System.nanoTime());
        this.recentRows = new RecentRows(watched, changes, loops, evaluation);
        this.requests = new RequestLook(registry, evaluation, loops);
        this.attempts =
                new SecondAttempts(registry, watched.book(), evaluation, settings.quietPeriod(), System::nanoTime);
        this.stalled = new StalledLoops(registry, evaluation, settings.stalledAfter(), System::nanoTime);
        this.held = new HeldWithdrawals(settings.withdrawalsShare(), settings.withdrawalsCount(), System::nanoTime);
        this.withdrawals = new Withdrawals(watched, registrar, board, held);
        this.homeWatch = new HomeWatch(watched, board, signals);
        this.lease = watched.lease();
        this.trouble = new WatchTrouble(watched, board);
        thread.setDaemon(true);
    }

    public void start() {
        homeWatch.start();
        thread.start();
    }

    /** The withdrawals that wait for a confirmation. */
    public HeldWithdrawals heldWithdrawals() {
        return held;
    }

    /** Something changed that the next round has to see: it comes soon. */
    public void homeChanged() {
        signals.raise(Signals.Kind.FOLDERS);
    }

    /** A backfill was requested and is kept in the registry. */
    public void requestsArrived() {
        signals.raise(Signals.Kind.REQUESTS);
    }

    @Override
    public void close() {
        stopping = true;
        homeWatch.close();
        signals.raise(Signals.Kind.STOP);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
            surveys.close();
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
                step();
            } catch (InterruptedException e) {
                return;
            }
            board.beat();
        }
    }

    private void step() throws InterruptedException {
        try {
            if (board.homeProblem().isPresent() || !lease.isHeld()) {
                round.end();
                Thread.sleep(AFTER_FAILURE.toMillis());
                return;
            }
            WatchState state = state();
            take(state.next(), state);
        } catch (OutletClosedException e) {
            LOG.debugf("Nothing is registered at the moment. reason=%s", e.getMessage());
            round.end();
            Thread.sleep(AFTER_FAILURE.toMillis());
        } catch (SQLException | IOException | RuntimeException e) {
            trouble.with(e);
            // The round begins anew when its time has come; a failure that lasts must not keep the processor busy.
            round.end();
            Thread.sleep(AFTER_FAILURE.toMillis());
        }
    }

    /** The state after all signals that came so far. */
    private WatchState state() throws InterruptedException {
        heed(signals.await(Duration.ZERO));
        return new WatchState(
                commits.untilLook(WatchState.FOREVER),
                evaluation.untilDue().orElse(WatchState.FOREVER),
                timer.untilNext(System.nanoTime()),
                round.phase(),
                requests.isWanted());
    }

    private void take(Step step, WatchState state) throws SQLException, IOException, InterruptedException {
        switch (step) {
            case RECENT_ROWS -> {
                if (commits.isLookDue()) {
                    recentRows.judge(round.lastSurvey());
                }
            }
            case DUE_LOOPS -> evaluation.judgeDue();
            case REQUEST -> requests.look();
            case BEGIN_ROUND -> {
                timer.begun(System.nanoTime());
                round.begin();
            }
            case TAKE_SURVEY -> takeSurvey();
            case JUDGE_UNDECIDED -> round.judgeNext();
            case COMPARE_FILES -> round.compareNext();
            case END_ROUND -> endRound();
            case WAIT -> heed(signals.await(state.longestWait()));
        }
    }

    /** A commit that the survey saw may be newer than the last look at recent rows. */
    private void takeSurvey() throws SQLException, IOException, InterruptedException {
        boolean changed = round.takeSurvey();
        Survey survey = round.lastSurvey();
        folders.follow(
                evaluation.open().stream()
                        .sorted()
                        .limit(MOST_WATCHED_LOOPS)
                        .flatMap(key -> loops.find(key).stream())
                        .toList(),
                survey.folders().taskFolders());
        atRest = !changed && board.eventProblem().isEmpty();
        showScan();
        if (changed || withdrawals.isDue()) {
            withdrawals.look(survey.discovery());
        }
        recentRows.judge(survey);
    }

    private void endRound() throws SQLException {
        showScan();
        attempts.look();
        stalled.look();
        boolean nothingOpen = evaluation.open().isEmpty() && !attempts.isAnyLeft();
        timer.ended(System.nanoTime(), round.took(), atRest && nothingOpen);
        round.end();
        trouble.over();
        requests.wanted();
    }

    private void showScan() {
        board.scanned(loops.all().size(), round.lastSurvey().discovery().unassigned(), round.startedAt(), round.took());
    }

    private void heed(Set<Signals.Kind> raised) {
        if (raised.contains(Signals.Kind.FOLDERS)) {
            timer.foldersChanged();
        }
        if (raised.contains(Signals.Kind.REGISTRY)) {
            commits.open();
        }
        if (raised.contains(Signals.Kind.REQUESTS)) {
            requests.wanted();
        }
    }
}

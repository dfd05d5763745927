package dev.loopline.watcher.watch;

import dev.loopline.watcher.discovery.SessionBook;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopFacts;
import dev.loopline.watcher.register.LoopInspection;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.settle.QuietPeriods;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jboss.logging.Logger;

/**
 * Looks for finished loops, for ever, on a thread of its own: {@link LookPlan} decides what to look at next, and this does it.
 * What RD-Agent commits is looked at within milliseconds; the rest waits for a folder's event, the end of a quiet period, or
 * the next round. {@link #start}, {@link #requestsArrived} and {@link #close} may be called from any thread.
 */
public final class WatchLoop implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WatchLoop.class);

    private static final int MOST_RECENT_OPEN = 200;
    private static final Duration AFTER_FAILURE = Duration.ofMillis(100);

    private final Signals signals = new Signals();
    private final FolderEvents events;
    private final SurveyThread surveys;
    private final Looks looks;
    private final WatchTrouble trouble;
    private final WatchBoard board;
    private final Thread thread = new Thread(this::run, "watch-loop");
    private volatile boolean stopping;

    /**
     * @param assembler brings together what the looks find
     * @param registered gets the number of loops that got a new revision
     * @throws IOException if the system has no file events at all
     */
    public WatchLoop(
            WatchSettings config,
            Assembler assembler,
            Registry registry,
            Registrar registrar,
            WatchBoard board,
            Clock clock,
            LongConsumer registered)
            throws IOException {
        RdAgentHome home = assembler.home();
        LoopBook book = assembler.book();
        this.board = board;
        this.trouble = new WatchTrouble(home, registry, board);
        RegistryChanges changes = new RegistryChanges(registry);
        SessionBook sessions = new SessionBook(config.crashedAfter(), clock);
        this.surveys = new SurveyThread(new HomeSurvey(registry, assembler, changes, sessions)::look, signals);
        this.events = new FolderEvents(home.root(), registry.file(), signals);
        QuietPeriods quiet = new QuietPeriods();
        SeenLoops seen = new SeenLoops();
        RecentlyOpen recentlyOpen = new RecentlyOpen(MOST_RECENT_OPEN);
        Evaluation evaluation = new Evaluation(
                seen,
                new LoopInspection(
                        home.paths(),
                        book,
                        quiet,
                        new LoopFacts.Waits(config.quietPeriod(), config.assumedLoopWait()),
                        loop -> registry.view(session -> LoopTable.files(session, loop)),
                        System::nanoTime),
                quiet,
                registrar,
                board,
                changes::rowsWritten,
                registered);
        HomeRound round = new HomeRound(
                config,
                home,
                registry,
                book,
                changes,
                surveys,
                new HomeRound.Tracked(seen, new RegisteredLoops(book), recentlyOpen),
                evaluation,
                new Withdrawals(assembler, registrar, board),
                new WatchedFolders(config.fileEvents(), home, registry.file(), events, board),
                board,
                clock);
        this.looks = new Looks(
                signals,
                round,
                new CommitLook(changes, new RecentRows(registry, assembler, changes), seen, recentlyOpen, evaluation),
                new RequestLook(registry, evaluation, seen),
                evaluation,
                quiet,
                new RoundTimer(config.scanInterval(), System.nanoTime()),
                trouble);
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
                if (!lookOnce()) {
                    looks.afterFailure(AFTER_FAILURE);
                }
            } catch (InterruptedException e) {
                return;
            }
            board.beat();
        }
    }

    /** Returns whether it went well. */
    private boolean lookOnce() throws InterruptedException {
        try {
            LookPlan.next(looks.state()).by(looks);
            return true;
        } catch (SQLException e) {
            trouble.with(e);
        } catch (IOException e) {
            trouble.with(e);
        } catch (RuntimeException e) {
            trouble.with(e);
        }
        return false;
    }
}

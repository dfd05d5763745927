package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.registry.Registry;
import dev.loopline.watcher.watch.WatchState.Phase;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The round through the whole home, in small steps: a survey beside the watch loop, then the loops that are undecided, then the
 * files of some registered loops. For one thread.
 */
final class HomeRound {

    private static final int MOST_WATCHED_LOOPS = 200;

    private final RdAgentHome home;
    private final Registry registry;
    private final LoopBook book;
    private final RegistryChanges changes;
    private final SurveyThread surveys;
    private final Tracked tracked;
    private final Evaluation evaluation;
    private final Withdrawals withdrawals;
    private final WatchedFolders folders;
    private final WatchBoard board;
    private final int mostFiles;
    private final Clock clock;
    private Survey survey = Survey.NONE;
    private boolean atRest;
    private Progress progress = new Progress(Instant.EPOCH, 0);

    /** What is known of the loops of the home. */
    record Tracked(SeenLoops seen, RegisteredLoops loops, RecentlyOpen recentlyOpen) {}

    /** How far a round is. */
    private static final class Progress {
        private final Instant startedAt;
        private final long startedNanos;
        private Phase phase = Phase.NONE;
        private List<LoopKey> undecided = List.of();
        private final Deque<LoopKey> toJudge = new ArrayDeque<>();
        private long compareUntil;
        private int compared;
        private int files;

        Progress(Instant startedAt, long startedNanos) {
            this.startedAt = startedAt;
            this.startedNanos = startedNanos;
        }

        Duration took() {
            return Duration.ofNanos(System.nanoTime() - startedNanos);
        }
    }

    HomeRound(
            WatchSettings config,
            RdAgentHome home,
            Registry registry,
            LoopBook book,
            RegistryChanges changes,
            SurveyThread surveys,
            Tracked tracked,
            Evaluation evaluation,
            Withdrawals withdrawals,
            WatchedFolders folders,
            WatchBoard board,
            Clock clock) {
        this.home = home;
        this.registry = registry;
        this.book = book;
        this.changes = changes;
        this.surveys = surveys;
        this.tracked = tracked;
        this.evaluation = evaluation;
        this.withdrawals = withdrawals;
        this.folders = folders;
        this.board = board;
        this.mostFiles = config.filesCheckedPerScan();
        this.clock = clock;
    }

    Phase phase() {
        return progress.phase == Phase.SURVEYING && surveys.isThrough() ? Phase.SURVEYED : progress.phase;
    }

    /** The last survey. */
    Survey lastSurvey() {
        return survey;
    }

    /** Whether the last survey found nothing new and file events announce what changes. */
    boolean isAtRest() {
        return atRest && evaluation.open().isEmpty();
    }

    /** Begins a round. */
    void begin() throws SQLException, IOException {
        progress = new Progress(clock.instant(), System.nanoTime());
        if (book.size() > 0 && home.isAway()) {
            throw new IOException("it is empty or not there; what was carried stays as it is until the home is back");
        }
        if (registry.reopenIfReplaced()) {
            book.load(registry.view(LoopTable::all));
            changes.rowsWritten();
        }
        tracked.seen().scanBegins();
        surveys.begin();
        progress.phase = Phase.SURVEYING;
    }

    /** Gives the round up; the next one begins anew. */
    void abandon() {
        progress.phase = Phase.NONE;
    }

    /** Takes what the survey brought. */
    void takeSurvey() throws SQLException, IOException, InterruptedException {
        Survey found = surveys.take();
        boolean nothingNew = found.discovery() == survey.discovery();
        atRest = nothingNew && board.eventProblem().isEmpty();
        survey = found;
        if (!nothingNew) {
            tracked.seen().scanned(found.discovery().loops());
            tracked.loops().found(tracked.seen().keys());
            evaluation.keepOnly(tracked.seen().keys());
        }
        watchFolders();
        Duration looked = progress.took();
        progress.compareUntil = System.nanoTime() + looked.toNanos();
        board.scanned(tracked.loops().all().size(), found.discovery().unassigned(), progress.startedAt, looked);
        // Of the very same rows and folders only the files of loops that are not registered may say something new.
        progress.undecided =
                nothingNew ? tracked.loops().unregistered() : tracked.loops().all();
        progress.toJudge.addAll(progress.undecided);
        progress.phase = Phase.JUDGING;
        if (!nothingNew || withdrawals.hasSuspects()) {
            withdrawals.look(found.discovery());
        }
    }

    /** Judges the next undecided loops. */
    void judgeNext() throws SQLException {
        evaluation.judgeSome(progress.toJudge);
        if (progress.toJudge.isEmpty()) {
            tracked.recentlyOpen().remember(progress.undecided, evaluation.open(), tracked.seen());
            progress.compareUntil = Math.max(progress.compareUntil, System.nanoTime());
            progress.phase = Phase.COMPARING;
        }
    }

    /** Compares the files of the next registered loop, as long as the limits allow; of one in any case. */
    void compareNext() throws SQLException {
        List<LoopKey> registered = tracked.loops().registered();
        boolean mayGoOn = progress.compared < registered.size()
                && progress.files < mostFiles
                && (progress.compared == 0 || System.nanoTime() - progress.compareUntil < 0);
        if (mayGoOn) {
            progress.files += evaluation.compare(tracked.loops().nextToCompare());
            progress.compared++;
        } else {
            progress.phase = Phase.THROUGH;
        }
    }

    /** Ends the round; returns how long it took. */
    Duration end() {
        Duration took = progress.took();
        board.scanned(tracked.loops().all().size(), survey.discovery().unassigned(), progress.startedAt, took);
        progress.phase = Phase.NONE;
        return took;
    }

    private void watchFolders() {
        List<Candidate> open = evaluation.open().stream()
                .sorted()
                .limit(MOST_WATCHED_LOOPS)
                .flatMap(key -> tracked.seen().find(key).stream())
                .toList();
        folders.follow(open, survey.folders().taskFolders());
    }
}

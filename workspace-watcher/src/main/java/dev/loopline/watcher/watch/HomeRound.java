package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
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

    private final SurveyThread surveys;
    private final HomeLoops loops;
    private final Evaluation evaluation;
    private final int mostFiles;
    private final Clock clock;
    private Survey survey = Survey.NONE;
    private Progress progress = new Progress(Instant.EPOCH);
    /** Whether a round was given up before it had judged all that it had to. */
    private boolean leftUnjudged;

    /** How far a round is. */
    private static final class Progress {
        private final Instant startedAt;
        private final long startedNanos = System.nanoTime();
        private Phase phase = Phase.NONE;
        private List<LoopKey> undecided = List.of();
        private final Deque<LoopKey> toJudge = new ArrayDeque<>();
        private long compareUntil;
        private int compared;
        private int files;

        Progress(Instant startedAt) {
            this.startedAt = startedAt;
        }
    }

    /** @param mostFiles how many files of registered loops a round compares, at most */
    HomeRound(SurveyThread surveys, HomeLoops loops, Evaluation evaluation, int mostFiles, Clock clock) {
        this.surveys = surveys;
        this.loops = loops;
        this.evaluation = evaluation;
        this.mostFiles = mostFiles;
        this.clock = clock;
    }

    Phase phase() {
        return progress.phase == Phase.SURVEYING && surveys.isThrough() ? Phase.SURVEYED : progress.phase;
    }

    /** The last survey. */
    Survey lastSurvey() {
        return survey;
    }

    Instant startedAt() {
        return progress.startedAt;
    }

    Duration took() {
        return Duration.ofNanos(System.nanoTime() - progress.startedNanos);
    }

    /** Begins a round. */
    void begin() throws SQLException, IOException {
        progress = new Progress(clock.instant());
        loops.scanBegins();
        surveys.begin();
        progress.phase = Phase.SURVEYING;
    }

    /** Takes what the survey found; returns whether that is anything else than the survey before. */
    boolean takeSurvey() throws SQLException, IOException, InterruptedException {
        Survey found = surveys.take();
        boolean changed = found.discovery() != survey.discovery();
        survey = found;
        if (changed) {
            loops.scanned(found.discovery().loops());
            evaluation.keepOnly(loops.keys());
        }
        progress.compareUntil = System.nanoTime() + took().toNanos();
        // Of the very same rows and folders only the files of loops that are not registered may say something new.
        progress.undecided = changed || leftUnjudged ? loops.all() : loops.unregistered();
        progress.toJudge.addAll(progress.undecided);
        progress.phase = Phase.JUDGING;
        return changed;
    }

    /** Judges the next undecided loops. */
    void judgeNext() throws SQLException {
        evaluation.judgeSome(progress.toJudge);
        if (progress.toJudge.isEmpty()) {
            loops.judged(progress.undecided, evaluation.open());
            progress.compareUntil = Math.max(progress.compareUntil, System.nanoTime());
            progress.phase = Phase.COMPARING;
            leftUnjudged = false;
        }
    }

    /** Compares the files of the next registered loop, as long as the limits allow; of one in any case. */
    void compareNext() throws SQLException {
        boolean mayGoOn = progress.compared < loops.registered().size()
                && progress.files < mostFiles
                && (progress.compared == 0 || System.nanoTime() - progress.compareUntil < 0);
        if (mayGoOn) {
            progress.files += evaluation.compare(loops.nextToCompare());
            progress.compared++;
        } else {
            progress.phase = Phase.THROUGH;
        }
    }

    /** Ends the round, or gives it up; the next one begins anew. */
    void end() {
        leftUnjudged |= progress.phase == Phase.JUDGING;
        progress.phase = Phase.NONE;
    }
}

package dev.loopline.watcher.watch;

import dev.loopline.watcher.settle.QuietPeriods;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;

/** Carries out looks, and says what decides about the next one. For one thread. */
final class Looks implements Look.Executor {

    private final Signals signals;
    private final HomeRound round;
    private final CommitLook commitLook;
    private final RequestLook requestLook;
    private final Evaluation evaluation;
    private final QuietPeriods quiet;
    private final RoundTimer timer;
    private final WatchTrouble trouble;
    private final CommitWindow commits = new CommitWindow(System::nanoTime);

    Looks(
            Signals signals,
            HomeRound round,
            CommitLook commitLook,
            RequestLook requestLook,
            Evaluation evaluation,
            QuietPeriods quiet,
            RoundTimer timer,
            WatchTrouble trouble) {
        this.signals = signals;
        this.round = round;
        this.commitLook = commitLook;
        this.requestLook = requestLook;
        this.evaluation = evaluation;
        this.quiet = quiet;
        this.timer = timer;
        this.trouble = trouble;
    }

    /** The state after all signals that came so far. */
    WatchState state() {
        heed(signals.take());
        long now = System.nanoTime();
        return new WatchState(
                commits.untilLook(WatchState.FOREVER),
                quiet.nextDue(now).orElse(WatchState.FOREVER),
                timer.untilNext(now),
                round.phase(),
                requestLook.isWanted());
    }

    @Override
    public void recentRows() throws SQLException {
        if (commits.isLookDue()) {
            commitLook.look(round.lastSurvey());
        }
    }

    @Override
    public void dueLoops() throws SQLException {
        evaluation.evaluate(quiet.due(System.nanoTime()), true);
    }

    @Override
    public void wholeHome() throws SQLException, IOException {
        timer.begun(System.nanoTime());
        round.begin();
    }

    /** A commit that the survey saw may be newer than the last look at recent rows. */
    @Override
    public void survey() throws SQLException, IOException, InterruptedException {
        round.takeSurvey();
        commitLook.look(round.lastSurvey());
    }

    @Override
    public void undecidedLoops() throws SQLException {
        round.judgeNext();
    }

    @Override
    public void requests() throws SQLException {
        requestLook.look();
    }

    @Override
    public void compareFiles() throws SQLException {
        round.compareNext();
    }

    @Override
    public void endOfRound() {
        Duration took = round.end();
        timer.ended(System.nanoTime(), took, round.isAtRest());
        trouble.over();
        requestLook.wanted();
    }

    @Override
    public void nothing(Duration atMost) throws InterruptedException {
        heed(signals.await(atMost));
    }

    /** The round begins anew when its time has come; a failure that lasts must not keep the processor busy. */
    void afterFailure(Duration pause) throws InterruptedException {
        round.abandon();
        Thread.sleep(pause.toMillis());
    }

    private void heed(Set<Signals.Kind> raised) {
        if (raised.contains(Signals.Kind.FOLDERS)) {
            timer.foldersChanged();
        }
        if (raised.contains(Signals.Kind.REGISTRY)) {
            commits.open();
        }
        if (raised.contains(Signals.Kind.REQUESTS)) {
            requestLook.wanted();
        }
    }
}

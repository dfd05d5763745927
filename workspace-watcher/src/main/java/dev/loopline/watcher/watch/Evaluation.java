package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.Finding;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopJudge;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.register.Verdict;
import dev.loopline.watcher.settle.QuietPeriods;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * Judges loops and registers those that are finished, a hundred in a transaction, so that a history is registered quickly and
 * RD-Agent never waits for long. For one thread.
 */
final class Evaluation {

    private static final int CHUNK = 100;

    private final SeenLoops seen;
    private final LoopJudge judge;
    private final QuietPeriods quiet;
    private final Registrar registrar;
    private final WatchBoard board;
    private final Runnable rowsAdded;
    private final LongConsumer registered;

    /** What to do in the middle of a long evaluation, when nothing is half done. */
    @FunctionalInterface
    interface Between {
        void run() throws SQLException;
    }

    /**
     * @param seen what is judged: each loop as it was seen last when its turn comes
     * @param rowsAdded called when loops got rows that had none
     * @param registered told how many loops got a new revision
     */
    Evaluation(
            SeenLoops seen,
            LoopJudge judge,
            QuietPeriods quiet,
            Registrar registrar,
            WatchBoard board,
            Runnable rowsAdded,
            LongConsumer registered) {
        this.seen = seen;
        this.judge = judge;
        this.quiet = quiet;
        this.registrar = registrar;
        this.board = board;
        this.rowsAdded = rowsAdded;
        this.registered = registered;
    }

    /**
     * Judges and registers.
     *
     * @param lookAtFiles whether files of registered loops are compared although their rows are the same
     */
    void evaluate(Collection<LoopKey> loops, boolean lookAtFiles, Between between) throws SQLException {
        List<Finding> ready = new ArrayList<>();
        for (LoopKey loop : loops) {
            judge(loop, lookAtFiles).ifPresent(ready::add);
            if (ready.size() >= CHUNK) {
                register(ready);
                ready.clear();
            }
            if (ready.isEmpty()) {
                between.run();
            }
        }
        register(ready);
    }

    /** Gives a loop a new revision because a person asked for it; returns why not, or an empty text. */
    String evaluate(LoopKey loop, Demand demand) throws SQLException {
        Optional<Candidate> candidate = seen.find(loop);
        if (candidate.isEmpty()) {
            return "it is not in this home any more";
        }
        try {
            Verdict verdict = judge.judge(candidate.get(), true, demand);
            board.note(verdict);
            return verdict instanceof Verdict.Ready ready ? register(ready) : refusal(verdict);
        } catch (IOException e) {
            return "its files cannot be read: " + e;
        }
    }

    /**
     * Compares the files of registered loops, until so many files were looked at or so much time has passed; at least those of
     * one loop. Returns how many loops were done.
     */
    int compare(List<LoopKey> loops, int start, int maxFiles, Duration atMost, Between between) throws SQLException {
        judge.takeFilesSeen();
        long began = System.nanoTime();
        int done = 0;
        int files = 0;
        List<Finding> ready = new ArrayList<>();
        while (done < loops.size() && files < maxFiles && (done == 0 || System.nanoTime() - began < atMost.toNanos())) {
            judge(loops.get((start + done) % loops.size()), true).ifPresent(ready::add);
            register(ready);
            ready.clear();
            files += judge.takeFilesSeen();
            done++;
            between.run();
        }
        return done;
    }

    /** What is to be registered of a loop, if it is finished; a loop that is not there any more is forgotten. */
    private Optional<Finding> judge(LoopKey loop, boolean lookAtFiles) {
        Optional<Candidate> candidate = seen.find(loop);
        if (candidate.isEmpty()) {
            quiet.forget(loop);
            return Optional.empty();
        }
        Verdict verdict;
        try {
            verdict = judge.judge(candidate.get(), lookAtFiles, null);
        } catch (IOException e) {
            quiet.forget(loop);
            verdict = new Verdict.Stuck(loop, "its files cannot be read: " + e);
        }
        board.note(verdict);
        board.beat();
        return verdict instanceof Verdict.Ready ready ? Optional.of(ready.finding()) : Optional.empty();
    }

    private String register(Verdict.Ready ready) throws SQLException {
        Registrar.Outcome outcome = register(List.of(ready.finding()));
        return outcome.failed().getOrDefault(ready.key(), "");
    }

    private static String refusal(Verdict verdict) {
        if (verdict instanceof Verdict.Running running) {
            return running.reason();
        }
        return verdict instanceof Verdict.Stuck stuck ? stuck.reason() : "it is still changing";
    }

    private Registrar.Outcome register(List<Finding> ready) throws SQLException {
        if (ready.isEmpty()) {
            return new Registrar.Outcome(List.of(), List.of(), Map.of());
        }
        Registrar.Outcome outcome = registrar.register(List.copyOf(ready));
        outcome.failed().forEach(board::failed);
        registered.accept(outcome.registered().size());
        if (ready.stream().anyMatch(finding -> finding.origin() == KnownLoop.Origin.FOLDER)) {
            rowsAdded.run();
        }
        board.beat();
        return outcome;
    }
}

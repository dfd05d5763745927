package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.discovery.Candidate;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.Finding;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopInspection;
import dev.loopline.watcher.register.Registrar;
import dev.loopline.watcher.register.Verdict;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Judges loops and registers those that are finished, a hundred in a transaction, so that a history is registered quickly and
 * RD-Agent never waits for long. For one thread.
 */
final class Evaluation {

    private static final Logger LOG = Logger.getLogger(Evaluation.class);
    private static final int CHUNK = 100;
    private static final Duration MOMENT = Duration.ofMillis(5);

    private final HomeLoops loops;
    private final LoopInspection inspection;
    private final Registrar registrar;
    private final WatchBoard board;
    private final Runnable rowsAdded;

    /**
     * @param loops what is judged: each loop as it was seen last when its turn comes
     * @param rowsAdded called when loops got rows that had none
     */
    Evaluation(HomeLoops loops, LoopInspection inspection, Registrar registrar, WatchBoard board, Runnable rowsAdded) {
        this.loops = loops;
        this.inspection = inspection;
        this.registrar = registrar;
        this.board = board;
        this.rowsAdded = rowsAdded;
    }

    /**
     * Judges and registers a few loops.
     *
     * @param compareFiles whether files of registered loops are compared although their rows are the same
     */
    void evaluate(Collection<LoopKey> keys, boolean compareFiles) throws SQLException {
        List<Finding> ready = new ArrayList<>();
        for (LoopKey loop : keys) {
            judge(loop, compareFiles).ifPresent(ready::add);
            if (ready.size() >= CHUNK) {
                register(ready);
                ready.clear();
            }
        }
        register(ready);
    }

    /** Judges the next of many loops, for a moment, or until there are enough to be registered in one transaction. */
    void judgeSome(Deque<LoopKey> keys) throws SQLException {
        long began = System.nanoTime();
        List<Finding> ready = new ArrayList<>();
        boolean goOn = true;
        while (goOn && !keys.isEmpty()) {
            judge(keys.remove(), false).ifPresent(ready::add);
            goOn = ready.isEmpty() ? System.nanoTime() - began < MOMENT.toNanos() : ready.size() < CHUNK;
        }
        register(ready);
    }

    /** Judges the loops whose quiet period may be over. */
    void judgeDue() throws SQLException {
        evaluate(inspection.due(), true);
    }

    /** How long until a quiet period may be over; empty if none is waited for. */
    Optional<Duration> untilDue() {
        return inspection.untilDue();
    }

    /** Compares the files of a registered loop with those that it was registered with; returns how many there are. */
    int compare(LoopKey loop) throws SQLException {
        inspection.takeFilesSeen();
        Optional<Finding> changed = judge(loop, true);
        register(changed.stream().toList());
        return inspection.takeFilesSeen();
    }

    /** The loops that are not registered at what they are now. */
    Set<LoopKey> open() {
        return board.openKeys();
    }

    /** Forgets loops that are not in the home any more. */
    void keepOnly(Set<LoopKey> present) {
        board.keepOnly(present);
        inspection.keepOnly(present);
    }

    /** Whether revisions may be given out at the moment. */
    boolean mayRegister() {
        return registrar.isOpen();
    }

    /** Gives a loop a new revision because a person asked for it; returns why not, or an empty text. */
    String evaluate(LoopKey loop, Demand demand) throws SQLException {
        Optional<Candidate> candidate = loops.find(loop);
        if (candidate.isEmpty()) {
            return "it is not in this home any more";
        }
        try {
            Verdict verdict = inspection.judge(candidate.get(), true, demand);
            board.note(verdict);
            return verdict instanceof Verdict.Ready ready ? register(ready) : refusal(verdict);
        } catch (IOException e) {
            return "its files cannot be read: " + e;
        }
    }

    /** What is to be registered of a loop, if it is finished; a loop that is not there any more is forgotten. */
    private Optional<Finding> judge(LoopKey loop, boolean compareFiles) throws SQLException {
        Optional<Candidate> candidate = loops.find(loop);
        if (candidate.isEmpty()) {
            inspection.forget(loop);
            return Optional.empty();
        }
        Verdict verdict;
        try {
            verdict = inspection.judge(candidate.get(), compareFiles, null);
        } catch (IOException e) {
            inspection.forget(loop);
            verdict = new Verdict.Stuck(loop, "its files cannot be read: " + e);
        } catch (RuntimeException e) {
            LOG.errorf(e, "Unforeseen failure with one loop; the others go on. loop=%s", loop);
            inspection.forget(loop);
            verdict = new Verdict.Stuck(loop, "unforeseen failure: " + e);
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
        String reason = verdict.reason();
        return verdict instanceof Verdict.Settling || reason == null ? "it is still changing" : reason;
    }

    private Registrar.Outcome register(List<Finding> ready) throws SQLException {
        if (ready.isEmpty()) {
            return new Registrar.Outcome(List.of(), List.of(), Map.of());
        }
        Registrar.Outcome outcome = registrar.register(List.copyOf(ready));
        outcome.failed().forEach(board::failed);
        board.registered(outcome.registered().size());
        if (ready.stream().anyMatch(finding -> finding.origin() == KnownLoop.Origin.FOLDER)) {
            rowsAdded.run();
        }
        board.beat();
        return outcome;
    }
}

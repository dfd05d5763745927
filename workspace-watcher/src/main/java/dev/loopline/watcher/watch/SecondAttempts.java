package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.KnownLoop;
import dev.loopline.watcher.register.LoopBook;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.registry.Registry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Announces loops again whose files were away or could not be read for a moment: those that a service gave up for that, and
 * those that came through without files that are there again. If the same happens once more, the next attempt waits twice as
 * long. For one thread.
 */
final class SecondAttempts {

    private static final Logger LOG = Logger.getLogger(SecondAttempts.class);

    /** Reasons of dead letters that are about the files of a loop as they were at that moment, not about its content. */
    private static final Set<String> MAY_PASS =
            Set.of("WORKSPACE_MISSING", "WORKSPACE_UNREADABLE", "NO_PACKABLE_FILES", "SOURCE_AWAY");

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Registry registry;
    private final LoopBook book;
    private final Evaluation evaluation;
    private final Duration firstWait;
    private final LongSupplier nanos;
    private final Map<LoopKey, Attempt> attempts = new HashMap<>();
    private boolean anyLeft;

    /** When the next attempt may be made, by the monotonic clock, and how long it is until the one after it. */
    private record Attempt(long notBefore, Duration pause) {

        Attempt next(long now) {
            Duration doubled = pause.multipliedBy(2);
            return new Attempt(now + pause.toNanos(), doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT);
        }
    }

    /** @param nanos nanoseconds of a monotonic clock */
    SecondAttempts(Registry registry, LoopBook book, Evaluation evaluation, Duration firstWait, LongSupplier nanos) {
        this.nanos = nanos;
        this.registry = registry;
        this.book = book;
        this.evaluation = evaluation;
        this.firstWait = firstWait;
    }

    /** Makes the attempts that are due. A loop whose files still cannot be read stays as it is, and its verdict says so. */
    void look() throws SQLException {
        List<LoopTable.Unsettled> unsettled = registry.view(LoopTable::unsettled);
        Set<LoopKey> loops = unsettled.stream().map(LoopTable.Unsettled::key).collect(Collectors.toSet());
        attempts.keySet()
                .removeIf(loop -> !loops.contains(loop)
                        && book.find(loop).map(KnownLoop::isThrough).orElse(true));
        anyLeft = false;
        long now = nanos.getAsLong();
        for (LoopTable.Unsettled loop : unsettled) {
            String failure = loop.failure();
            if (failure == null) {
                completeIfDue(loop.key(), now);
            } else if (MAY_PASS.contains(failure.split(":", 2)[0])) {
                anyLeft = true;
                repeatIfDue(loop.key(), now);
            }
        }
    }

    /** Whether a loop that a service gave up waits for another attempt. */
    boolean isAnyLeft() {
        return anyLeft;
    }

    /** An attempt counts also if the files could not be read here: reading them again and again would keep the disk busy. */
    private void repeatIfDue(LoopKey loop, long now) throws SQLException {
        Attempt attempt = attempt(loop, now);
        if (now - attempt.notBefore() >= 0) {
            attempts.put(loop, attempt.next(now));
            announce(loop, Demand.AGAIN);
        }
    }

    /**
     * Only an announcement counts as an attempt: what is not there costs no more than a look at the folder. A loop that stays
     * incomplete although all is there is left as it is in the end.
     */
    private void completeIfDue(LoopKey loop, long now) throws SQLException {
        Attempt attempt = attempt(loop, now);
        boolean isHopeless = attempt.pause().equals(LONGEST_WAIT);
        if (!isHopeless && now - attempt.notBefore() >= 0 && announce(loop, Demand.WHOLE)) {
            attempts.put(loop, attempt.next(now));
        }
    }

    private Attempt attempt(LoopKey loop, long now) {
        return attempts.computeIfAbsent(loop, key -> new Attempt(now, firstWait).next(now));
    }

    private boolean announce(LoopKey loop, Demand demand) throws SQLException {
        boolean announced = evaluation.evaluate(loop, demand).isEmpty();
        if (announced) {
            LOG.infof(
                    "Loop is announced again, its files can be read. taskRunId=%s loopId=%d",
                    loop.taskRunId(), loop.loopId());
        }
        return announced;
    }
}

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
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Announces loops again that a service gave up because their files were away or could not be read, as soon as they can be
 * read here. If the service gives such a loop up once more, the next attempt waits twice as long. For one thread.
 */
final class SecondAttempts {

    private static final Logger LOG = Logger.getLogger(SecondAttempts.class);

    /** Reasons of dead letters that are about the files of a loop as they were at that moment, not about its content. */
    private static final Set<String> MAY_PASS =
            Set.of("WORKSPACE_MISSING", "WORKSPACE_UNREADABLE", "FILE_MISSING", "FILE_UNREADABLE", "FILE_UNUSABLE");

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
        long now = nanos.getAsLong();
        anyLeft = false;
        attempts.keySet()
                .removeIf(loop -> book.find(loop).map(KnownLoop::isThrough).orElse(true));
        for (Map.Entry<LoopKey, String> failure :
                registry.view(LoopTable::failures).entrySet()) {
            LoopKey loop = failure.getKey();
            String reason = failure.getValue().split(":", 2)[0];
            if (MAY_PASS.contains(reason)) {
                anyLeft = true;
                Attempt attempt = attempts.computeIfAbsent(loop, key -> new Attempt(now, firstWait).next(now));
                if (now - attempt.notBefore() >= 0) {
                    attempts.put(loop, attempt.next(now));
                    tryAgain(loop, reason);
                }
            }
        }
    }

    /** Whether a loop waits for another attempt. */
    boolean isAnyLeft() {
        return anyLeft;
    }

    private void tryAgain(LoopKey loop, String reason) throws SQLException {
        if (evaluation.evaluate(loop, Demand.AGAIN).isEmpty()) {
            LOG.infof(
                    "Loop is announced again, its files can be read. taskRunId=%s loopId=%d reason=%s",
                    loop.taskRunId(), loop.loopId(), reason);
        }
    }
}

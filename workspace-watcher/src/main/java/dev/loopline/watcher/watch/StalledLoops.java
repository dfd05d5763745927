package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import dev.loopline.watcher.register.Demand;
import dev.loopline.watcher.register.LoopTable;
import dev.loopline.watcher.registry.Registry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;

/**
 * Announces loops again that are on their way while nothing has come further for a long time. A record of theirs may be gone: when an
 * older record of a loop is said once more behind a newer one, as a slow instance or a replay does, compaction takes the newer one away,
 * also from a consumer that has not read it yet. Each further attempt waits twice as long, because a service may just be down. For
 * one thread.
 */
final class StalledLoops {

    private static final Logger LOG = Logger.getLogger(StalledLoops.class);
    private static final Duration LONGEST_WAIT = Duration.ofHours(2);
    /** A record is lost of few loops; where more are on their way, a service is down. */
    private static final int MOST_LOOPS = 100;

    private final Registry registry;
    private final Evaluation evaluation;
    private final LongSupplier nanos;
    private double progress = -1;
    private final Duration firstWait;
    private Duration wait;
    private long since;

    /**
     * @param firstWait how long nothing has come further before the first attempt
     * @param nanos nanoseconds of a monotonic clock
     */
    StalledLoops(Registry registry, Evaluation evaluation, Duration firstWait, LongSupplier nanos) {
        this.firstWait = firstWait;
        this.wait = firstWait;
        this.registry = registry;
        this.evaluation = evaluation;
        this.nanos = nanos;
    }

    /** Makes an attempt if one is due. */
    void look() throws SQLException {
        LoopTable.Traffic traffic = registry.view(session -> LoopTable.traffic(session, MOST_LOOPS));
        long now = nanos.getAsLong();
        if (traffic.inFlight().isEmpty() || traffic.progress() != progress) {
            progress = traffic.progress();
            wait = firstWait;
            since = now;
        } else if (now - since >= wait.toNanos()) {
            for (LoopKey loop : traffic.inFlight()) {
                if (evaluation.evaluate(loop, Demand.AGAIN).isEmpty()) {
                    LOG.warnf(
                            "Loop is announced again, because nothing has been heard of it for long. taskRunId=%s loopId=%d",
                            loop.taskRunId(), loop.loopId());
                }
            }
            Duration doubled = wait.multipliedBy(2);
            wait = doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT;
            since = now;
        }
    }
}

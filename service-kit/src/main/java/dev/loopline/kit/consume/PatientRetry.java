package dev.loopline.kit.consume;

import dev.loopline.kit.failure.FailureClassifier;
import io.micrometer.core.instrument.Counter;
import io.smallrye.faulttolerance.api.Guard;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Waits out transient failures: for as long as it takes, or until the service stops, or for a given time. The one policy for
 * waiting; which failures are worth it is decided by {@link FailureClassifier}. Safe for all threads.
 */
public final class PatientRetry {

    private static final Logger LOG = Logger.getLogger(PatientRetry.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final long JITTER_MS = 20;
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);
    private static final Duration LONGEST_IMPATIENT_DELAY = Duration.ofSeconds(1);
    /** What the library takes for no limit. */
    private static final Duration FOREVER = Duration.ZERO;

    private final Guard guard;

    /** @param onRetry receives each failure that is worth another attempt, before the wait for it */
    private PatientRetry(
            Duration longestDelay, Duration limit, Predicate<Throwable> isWorthIt, Consumer<Throwable> onRetry) {
        this.guard = Guard.create()
                .withRetry()
                .maxRetries(-1)
                .maxDuration(limit.toMillis(), ChronoUnit.MILLIS)
                .delay(FIRST_DELAY.toMillis(), ChronoUnit.MILLIS)
                .jitter(JITTER_MS, ChronoUnit.MILLIS)
                .whenException(isWorthIt)
                .beforeRetry(onRetry)
                .withExponentialBackoff()
                .maxDelay(longestDelay.toMillis(), ChronoUnit.MILLIS)
                .done()
                .done()
                .build();
    }

    private static PatientRetry ofTransient(
            Duration longestDelay, Duration limit, BooleanSupplier stopping, Runnable onRetry) {
        return new PatientRetry(
                longestDelay,
                limit,
                failure -> FailureClassifier.isTransient(failure) && !stopping.getAsBoolean(),
                failure -> {
                    onRetry.run();
                    LOG.warnf("Temporary failure; tried again. failure=%s", FailureClassifier.classify(failure));
                });
    }

    static PatientRetry counting(BooleanSupplier stopping, Counter retries) {
        return ofTransient(LONGEST_DELAY, FOREVER, stopping, retries::increment);
    }

    /**
     * As long as it takes.
     *
     * @param stopping whether the service stops, which ends the waiting
     */
    public static PatientRetry untilStopped(BooleanSupplier stopping) {
        return ofTransient(LONGEST_DELAY, FOREVER, stopping, () -> {});
    }

    /**
     * As long as it takes and whatever the failure is, for work that must never be given up.
     *
     * @param stopping whether the service stops, which ends the waiting
     * @param longestDelay between two attempts
     * @param onFailure receives each failure
     */
    public static PatientRetry neverGivingUp(
            BooleanSupplier stopping, Duration longestDelay, Consumer<Throwable> onFailure) {
        return new PatientRetry(longestDelay, FOREVER, failure -> !stopping.getAsBoolean(), onFailure);
    }

    /** For what a user waits for, such as a start: tries often, and gives up after a time with the last failure. */
    public static PatientRetry atMost(Duration limit) {
        Duration longestDelay =
                limit.compareTo(LONGEST_IMPATIENT_DELAY) <= 0 ? limit.minusMillis(1) : LONGEST_IMPATIENT_DELAY;
        return ofTransient(longestDelay, limit, () -> false, () -> {});
    }

    /** Work without a result. */
    public interface Action {
        void run() throws Exception;
    }

    /**
     * @throws InterruptedException if the service stops meanwhile; then nothing is settled
     * @throws Exception the permanent failure, or the last one when the time is over
     */
    public void run(Action action) throws Exception {
        call(() -> {
            action.run();
            return Boolean.TRUE;
        });
    }

    /** The same for something that has a result; see {@link #run}. */
    @SuppressWarnings("unchecked") // The guard only asks whether the result is one that comes later.
    public <T> T call(Callable<T> action) throws Exception {
        return guard.call(action, (Class<T>) Object.class);
    }
}

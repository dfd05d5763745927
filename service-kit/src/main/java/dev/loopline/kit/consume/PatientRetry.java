package dev.loopline.kit.consume;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import dev.failsafe.function.CheckedRunnable;
import dev.failsafe.function.CheckedSupplier;
import dev.loopline.kit.failure.FailureClassifier;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Waits out transient failures: for as long as it takes, or until the service stops, or for a given time. The one policy for
 * waiting; which failures are worth it is decided by {@link FailureClassifier}. Safe for all threads.
 */
public final class PatientRetry {

    private static final Logger LOG = Logger.getLogger(PatientRetry.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);
    private static final Duration LONGEST_IMPATIENT_DELAY = Duration.ofSeconds(1);

    private final RetryPolicy<Object> policy;

    private PatientRetry(RetryPolicyBuilder<Object> policy) {
        this.policy = policy.withJitter(0.2).withMaxRetries(-1).build();
    }

    private PatientRetry(RetryPolicyBuilder<Object> policy, BooleanSupplier stopping, Runnable onRetry) {
        this(policy.handleIf(failure -> FailureClassifier.isTransient(failure) && !stopping.getAsBoolean())
                .onRetry(attempt -> {
                    onRetry.run();
                    LOG.warnf(
                            "Temporary failure; tried again. attempt=%d failure=%s",
                            attempt.getAttemptCount(), FailureClassifier.classify(attempt.getLastException()));
                }));
    }

    PatientRetry(BooleanSupplier stopping, Counter retries) {
        this(patient(), stopping, retries::increment);
    }

    /**
     * As long as it takes.
     *
     * @param stopping whether the service stops, which ends the waiting
     */
    public static PatientRetry untilStopped(BooleanSupplier stopping) {
        return new PatientRetry(patient(), stopping, () -> {});
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
        return new PatientRetry(RetryPolicy.builder()
                .withBackoff(FIRST_DELAY, longestDelay)
                .handleIf(failure -> !stopping.getAsBoolean())
                .onFailedAttempt(attempt -> onFailure.accept(attempt.getLastException())));
    }

    /** For what a user waits for, such as a start: tries often, and gives up after a time with the last failure. */
    public static PatientRetry atMost(Duration limit) {
        return new PatientRetry(
                RetryPolicy.builder()
                        .withBackoff(FIRST_DELAY, LONGEST_IMPATIENT_DELAY)
                        .withMaxDuration(limit),
                () -> false,
                () -> {});
    }

    private static RetryPolicyBuilder<Object> patient() {
        return RetryPolicy.builder().withBackoff(FIRST_DELAY, LONGEST_DELAY);
    }

    /**
     * @throws InterruptedException if the service stops meanwhile; then nothing is settled
     * @throws Exception the permanent failure, or the last one when the time is over
     */
    public void run(CheckedRunnable action) throws Exception {
        call(() -> {
            action.run();
            return null;
        });
    }

    /** The same for something that has a result; see {@link #run}. */
    public <T> T call(CheckedSupplier<T> action) throws Exception {
        try {
            return Failsafe.with(policy).get(action);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

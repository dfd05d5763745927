package dev.loopline.kit.consume;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.CheckedRunnable;
import dev.loopline.kit.failure.FailureClassifier;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/** Waits out transient failures, for as long as it takes, or until the service stops. Safe for all threads. */
final class PatientRetry {

    private static final Logger LOG = Logger.getLogger(PatientRetry.class);
    private static final Duration FIRST_DELAY = Duration.ofMillis(100);
    private static final Duration LONGEST_DELAY = Duration.ofSeconds(15);

    private final RetryPolicy<Void> policy;

    PatientRetry(BooleanSupplier stopping, Counter retries) {
        this.policy = RetryPolicy.<Void>builder()
                .handleIf(failure -> FailureClassifier.isTransient(failure) && !stopping.getAsBoolean())
                .withBackoff(FIRST_DELAY, LONGEST_DELAY)
                .withJitter(0.2)
                .withMaxRetries(-1)
                .onRetry(attempt -> {
                    retries.increment();
                    LOG.warnf(
                            "Waiting for better times. attempt=%d failure=%s",
                            attempt.getAttemptCount(), FailureClassifier.classify(attempt.getLastException()));
                })
                .build();
    }

    /**
     * @throws InterruptedException if the service stops meanwhile; then nothing is settled
     * @throws Exception the permanent failure
     */
    void run(CheckedRunnable action) throws Exception {
        try {
            Failsafe.with(policy).run(action);
        } catch (FailsafeException e) {
            if (e.getCause() instanceof InterruptedException interrupted) {
                throw interrupted;
            }
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}

package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.failure.RejectedException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PatientRetryTest {

    private static final Duration SHORT = Duration.ofMillis(150);

    @Test
    void goesOnAfterAnyFailureWhereWorkIsNeverGivenUp() throws Exception {
        // Given
        AtomicInteger attempts = new AtomicInteger();
        List<Throwable> told = new ArrayList<>();

        // When
        PatientRetry.neverGivingUp(() -> false, SHORT, told::add).run(() -> {
            switch (attempts.incrementAndGet()) {
                case 1 -> throw new IOException("away");
                case 2 -> throw new IllegalStateException("a bug");
                default -> {}
            }
        });

        // Then
        assertThat(attempts).hasValue(3);
        assertThat(told).hasSize(2);
    }

    @Test
    void givesUpWhenTheServiceStops() {
        assertThatThrownBy(() -> PatientRetry.neverGivingUp(() -> true, SHORT, failure -> {})
                        .run(() -> {
                            throw new IOException("away");
                        }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void waitsForTransientFailuresOnlyAndNotLongerThanItMay() {
        // Given
        AtomicInteger attempts = new AtomicInteger();

        // When, Then
        assertThatThrownBy(() -> PatientRetry.atMost(Duration.ofSeconds(30)).run(() -> {
                    attempts.incrementAndGet();
                    throw new RejectedException("WRONG", "it is wrong");
                }))
                .isInstanceOf(RejectedException.class);
        assertThat(attempts).hasValue(1);
        assertThatThrownBy(() -> PatientRetry.atMost(SHORT).run(() -> {
                    throw new IOException("away");
                }))
                .isInstanceOf(IOException.class);
    }
}

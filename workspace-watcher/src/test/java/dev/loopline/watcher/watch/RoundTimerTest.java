package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTimerTest {

    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(1).toNanos();

    private final RoundTimer timer = new RoundTimer(INTERVAL, START);

    @Test
    void beginsAtOnceAndTriesAgainAfterTheIntervalWhenARoundFails() {
        assertThat(timer.untilNext(START)).isZero();
        timer.begun(START);
        assertThat(timer.untilNext(START)).isEqualTo(INTERVAL);
    }

    @Test
    void looksSoonAfterAnEventButALargeHomeForNoMoreThanATenthOfTheTime() {
        // Given
        timer.begun(START);
        timer.ended(at(50), Duration.ofMillis(50), false);

        // When
        timer.foldersChanged();

        // Then
        assertThat(timer.untilNext(at(50))).isEqualTo(Duration.ofMillis(500));
        assertThat(timer.untilNext(at(600))).isZero();
    }

    @Test
    void remembersAnEventThatComesWhileARoundIsUnderWay() {
        // Given
        timer.begun(START);

        // When
        timer.foldersChanged();
        timer.ended(at(1), Duration.ofMillis(1), false);

        // Then
        assertThat(timer.untilNext(at(1))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void looksAtALargeHomeAtRestLessOftenAndAtASmallOneAfterTheInterval() {
        // Given
        timer.begun(START);

        // When / Then
        timer.ended(at(50), Duration.ofMillis(20), true);
        assertThat(timer.untilNext(at(50))).isEqualTo(Duration.ofSeconds(6));
        timer.ended(at(50), Duration.ofSeconds(1), true);
        assertThat(timer.untilNext(at(50))).isEqualTo(Duration.ofSeconds(10));
        timer.ended(at(50), Duration.ofMillis(5), true);
        assertThat(timer.untilNext(at(50))).isEqualTo(INTERVAL);
        timer.ended(at(50), Duration.ofMillis(50), false);
        assertThat(timer.untilNext(at(50))).isEqualTo(INTERVAL);
    }

    private static long at(long millis) {
        return START + Duration.ofMillis(millis).toNanos();
    }
}

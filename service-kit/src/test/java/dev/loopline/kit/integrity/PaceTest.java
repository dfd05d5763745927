package dev.loopline.kit.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    @Test
    void aShortRoundIsFollowedByTheInterval() {
        // Given
        Pace pace = new Pace(Duration.ofHours(1));

        // When
        pace.begin();

        // Then
        assertThat(pace.end()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void aRoundThatTakesLongIsFollowedByALongPause() {
        // Given
        Pace pace = new Pace(Duration.ofMillis(1));
        long begun = System.nanoTime();
        long sum = 0;

        // When
        pace.begin();
        while (System.nanoTime() - begun < Duration.ofMillis(20).toNanos()) {
            sum += begun ^ sum;
        }

        // Then
        assertThat(pace.end()).as("sum %d", sum).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
}

package dev.loopline.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DistributionTest {

    @Test
    void tellsPercentilesInMilliseconds() {
        // Given
        Distribution distribution = new Distribution();
        // When
        IntStream.rangeClosed(1, 1000).forEach(ms -> distribution.add(Duration.ofMillis(ms)));
        // Then
        assertThat(distribution.count()).isEqualTo(1000);
        assertThat(distribution.percentile(50)).isCloseTo(500, within(1.0));
        assertThat(distribution.percentile(99)).isCloseTo(990, within(2.0));
        assertThat(distribution.toString()).contains("p50", "p99", "ms");
    }

    @Test
    void takesANegativeDurationForZero() {
        Distribution distribution = new Distribution();
        distribution.add(Duration.ofMillis(-1));
        assertThat(distribution.percentile(100)).isZero();
    }
}

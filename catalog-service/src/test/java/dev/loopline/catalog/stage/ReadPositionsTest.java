package dev.loopline.catalog.stage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadPositionsTest {

    private final ReadPositions positions = new ReadPositions();

    @Test
    void neverGoesPastARecordThatIsNotDealtWith() {
        // Given
        for (long offset : new long[] {5, 6, 9, 10}) {
            positions.received(2, offset);
        }

        // When: 10 is a dead letter before the rest is applied
        long afterBadOne = positions.done(2, 10).orElseThrow();

        // Then
        assertThat(afterBadOne).isEqualTo(5);
        assertThat(positions.after(2, Set.of(5L, 6L))).isEqualTo(9);
        assertThat(positions.after(2, Set.of(5L, 6L, 9L))).isEqualTo(11);
    }

    @Test
    void doesNotStoreTwiceWhatTheStateHas() {
        // Given
        positions.received(0, 7);
        positions.stored(0, Set.of(7L));

        // Then
        assertThat(positions.done(0, 7)).isEmpty();
    }

    @Test
    void keepsWhatIsOnItsWayWhenAPartitionComesBack() {
        // Given
        positions.received(0, 7);

        // When
        positions.restart(0);

        // Then
        assertThat(positions.after(0, Set.of(8L))).isEqualTo(7);
    }
}

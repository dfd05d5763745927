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
        positions.restart(0, 0);

        // Then
        assertThat(positions.after(0, Set.of(8L))).isEqualTo(7);
    }

    /** The consumer holds records of the former topic when that is found to be gone. */
    @Test
    void countsNothingOfATopicThatWasMadeAnew() {
        // Given: of the former topic 7 was applied, 8 is on its way, 9 and 10 are fetched
        positions.restart(0, 7);
        positions.received(0, 7);
        positions.received(0, 8);

        // When
        positions.beginAnew(0, 11);
        positions.received(0, 9);
        positions.received(0, 10);

        // Then
        assertThat(positions.counts(0, 8)).isFalse();
        assertThat(positions.counts(0, 10)).isFalse();
        assertThat(positions.done(0, 8)).isEmpty();

        // And when the new topic is read
        positions.received(0, 0);
        assertThat(positions.counts(0, 0)).isTrue();
        assertThat(positions.after(0, Set.of(0L))).isOne();
    }
}

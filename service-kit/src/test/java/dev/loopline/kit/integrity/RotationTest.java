package dev.loopline.kit.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RotationTest {

    private final Hand clock = new Hand();
    private final Rotation<String> rotation = new Rotation<>(Duration.ofHours(24), clock, new Random(3));

    @Test
    void eachHasItsTurnOnceInAPeriodEvenlySpread() {
        // Given
        NavigableSet<String> all = new TreeSet<>(List.of("a", "b", "c", "d"));
        List<String> turns = new ArrayList<>();

        // When
        for (int hour = 0; hour <= 48; hour++) {
            rotation.next(all).ifPresent(turns::add);
            clock.now = clock.now.plus(Duration.ofHours(1));
        }

        // Then
        assertThat(turns).hasSize(8);
        assertThat(turns.subList(0, 4)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(turns.subList(4, 8)).isEqualTo(turns.subList(0, 4));
    }

    @Test
    void goesOnBehindOneThatIsGoneAndTakesWhatIsNew() {
        // Given
        NavigableSet<String> all = new TreeSet<>(List.of("a", "c"));
        rotation.next(all);
        clock.now = clock.now.plus(Duration.ofHours(24));
        String first = rotation.next(all).orElseThrow();
        all.remove(first);
        all.addAll(List.of("b", "d"));

        // When
        List<String> turns = new ArrayList<>();
        for (int day = 0; day < 3; day++) {
            clock.now = clock.now.plus(Duration.ofHours(8));
            rotation.next(all).ifPresent(turns::add);
        }

        // Then
        assertThat(turns).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void aClockThatIsSetBackDelaysNobody() {
        // Given
        NavigableSet<String> all = new TreeSet<>(List.of("a"));
        rotation.next(all);
        clock.now = clock.now.minus(Duration.ofDays(365));
        rotation.next(all);

        // When
        clock.now = clock.now.plus(Duration.ofHours(24));

        // Then
        assertThat(rotation.next(all)).contains("a");
    }

    @Test
    void nothingHasNoTurn() {
        assertThat(rotation.next(new TreeSet<>())).isEmpty();
    }

    private static final class Hand extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}

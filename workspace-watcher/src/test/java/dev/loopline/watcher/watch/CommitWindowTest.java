package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommitWindowTest {

    private static final Duration LONG = Duration.ofSeconds(2);

    /** Wherever the clock stands: it may overflow. */
    private long nanos = Long.MAX_VALUE - TimeUnit.MILLISECONDS.toNanos(20);

    private final CommitWindow window = new CommitWindow(() -> nanos);

    @Test
    void asksForNothingUntilSomebodyWrites() {
        assertThat(window.isLookDue()).isFalse();
        assertThat(window.untilLook(LONG)).isEqualTo(LONG);
    }

    @Test
    void looksAtOnceThenAtIntervalsThatDoubleAndThenNoMore() {
        // When
        window.open();

        // Then
        assertThat(lookedAt(400)).containsExactly(0L, 2L, 6L, 14L, 30L, 62L, 126L);
        assertThat(window.untilLook(LONG)).isEqualTo(LONG);
    }

    @Test
    void beginsAgainWithEachWrite() {
        // Given
        window.open();
        lookedAt(100);

        // When
        window.open();

        // Then
        assertThat(window.untilLook(LONG)).isZero();
        assertThat(lookedAt(10)).containsExactly(0L, 2L, 6L);
    }

    @Test
    void waitsForTheNextLookAndNoLongerThanItMay() {
        window.open();
        assertThat(window.isLookDue()).isTrue();
        assertThat(window.untilLook(LONG)).isEqualTo(Duration.ofMillis(2));
        assertThat(window.untilLook(Duration.ofMillis(1))).isEqualTo(Duration.ofMillis(1));
    }

    /** The milliseconds from now at which a look was due, asked at each one of them. */
    private List<Long> lookedAt(long millis) {
        List<Long> looked = new ArrayList<>();
        for (long i = 0; i < millis; i++) {
            if (window.isLookDue()) {
                looked.add(i);
            }
            nanos += TimeUnit.MILLISECONDS.toNanos(1);
        }
        return looked;
    }
}

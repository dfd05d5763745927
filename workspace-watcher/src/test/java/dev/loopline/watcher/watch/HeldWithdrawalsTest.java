package dev.loopline.watcher.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HeldWithdrawalsTest {

    private long now;
    private final HeldWithdrawals held = new HeldWithdrawals(0.05, 20, () -> now);

    @Test
    void letsOneLoopOfASmallHomeGoAndHoldsTwo() {
        assertThat(held.allowed(loops(0, 1), loops(0, 1), 3)).isEqualTo(loops(0, 1));
        assertThat(held.allowed(loops(1, 3), loops(1, 3), 3)).isEmpty();
        assertThat(held.waiting()).isEqualTo(loops(1, 3));
    }

    @Test
    void holdsMoreThanTheShareAndMoreThanTheNumber() {
        assertThat(held.allowed(loops(0, 5), loops(0, 5), 100)).hasSize(5);
        now += Duration.ofMinutes(11).toNanos();
        assertThat(held.allowed(loops(0, 6), loops(0, 6), 100)).isEmpty();
        assertThat(held.allowed(Set.of(), Set.of(), 100)).isEmpty();
        assertThat(held.allowed(loops(0, 20), loops(0, 20), 100_000)).hasSize(20);
        now += Duration.ofMinutes(11).toNanos();
        assertThat(held.allowed(loops(0, 21), loops(0, 21), 100_000)).isEmpty();
    }

    @Test
    void addsUpWhatGoesLittleByLittle() {
        for (int i = 0; i < 5; i++) {
            assertThat(held.allowed(loops(i, i + 1), loops(i, i + 1), 100)).hasSize(1);
            now += Duration.ofSeconds(30).toNanos();
        }
        assertThat(held.allowed(loops(5, 6), loops(5, 6), 95)).isEmpty();
    }

    @Test
    void keepsTheLastOnesOfThemWhenTheOthersCameBack() {
        // Given
        held.allowed(loops(0, 30), loops(0, 30), 30);

        // When, Then
        assertThat(held.allowed(loops(29, 30), loops(29, 30), 30)).isEmpty();
        assertThat(held.waiting()).isEqualTo(loops(29, 30));
    }

    @Test
    void confirmsWhatThePersonSawAndNothingElse() {
        // Given
        held.allowed(loops(0, 30), loops(0, 30), 30);

        // When, Then
        assertThat(held.confirm(29)).isFalse();
        assertThat(held.confirm(30)).isTrue();
        assertThat(held.confirm(0)).isFalse();
        assertThat(held.allowed(loops(0, 30), loops(0, 29), 30)).isEqualTo(loops(0, 29));
        assertThat(held.allowed(loops(29, 32), loops(29, 32), 3)).isEqualTo(loops(29, 30));
        assertThat(held.waiting()).isEqualTo(loops(30, 32));
    }

    private static Set<LoopKey> loops(int from, int until) {
        Set<LoopKey> loops = new TreeSet<>();
        IntStream.range(from, until).forEach(i -> loops.add(new LoopKey("t", i)));
        return loops;
    }
}

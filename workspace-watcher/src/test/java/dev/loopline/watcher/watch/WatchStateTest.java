package dev.loopline.watcher.watch;

import static dev.loopline.watcher.watch.WatchState.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.watcher.watch.WatchState.Phase;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class WatchStateTest {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(3);
    private static final Duration LATER = Duration.ofSeconds(2);

    static Stream<Arguments> states() {
        return Stream.of(
                row(FOREVER, NOW, LATER, Phase.NONE, false, Step.DUE_LOOPS),
                row(FOREVER, FOREVER, NOW, Phase.NONE, false, Step.BEGIN_ROUND),
                row(FOREVER, FOREVER, NOW, Phase.NONE, true, Step.REQUEST),
                row(FOREVER, FOREVER, LATER, Phase.NONE, true, Step.REQUEST),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYING, true, Step.REQUEST),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYED, false, Step.TAKE_SURVEY),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYED, true, Step.TAKE_SURVEY),
                row(FOREVER, FOREVER, NOW, Phase.JUDGING, false, Step.JUDGE_UNDECIDED),
                row(FOREVER, FOREVER, NOW, Phase.JUDGING, true, Step.JUDGE_UNDECIDED),
                row(FOREVER, NOW, NOW, Phase.JUDGING, false, Step.DUE_LOOPS),
                row(FOREVER, FOREVER, NOW, Phase.COMPARING, false, Step.COMPARE_FILES),
                row(FOREVER, FOREVER, NOW, Phase.COMPARING, true, Step.REQUEST),
                row(FOREVER, FOREVER, NOW, Phase.THROUGH, false, Step.END_ROUND));
    }

    static Stream<Arguments> waits() {
        return Stream.of(
                Arguments.of(new WatchState(FOREVER, FOREVER, LATER, Phase.NONE, false), LATER),
                Arguments.of(new WatchState(SOON, FOREVER, LATER, Phase.NONE, false), SOON),
                Arguments.of(new WatchState(FOREVER, SOON, LATER, Phase.NONE, false), SOON),
                Arguments.of(
                        new WatchState(FOREVER, FOREVER, NOW, Phase.SURVEYING, false),
                        WatchState.LONGEST_WAIT_FOR_SURVEY),
                Arguments.of(new WatchState(SOON, FOREVER, NOW, Phase.SURVEYING, false), SOON),
                Arguments.of(new WatchState(LATER, SOON, FOREVER, Phase.NONE, false), SOON));
    }

    @ParameterizedTest
    @MethodSource("states")
    void decides(WatchState state, Step expected) {
        assertThat(state.next()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("waits")
    void waitsForTheFirstOfAllThatMayCome(WatchState state, Duration expected) {
        assertThat(state.next()).isEqualTo(Step.WAIT);
        assertThat(state.longestWait()).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void looksAtWhatWasCommittedFirstWhateverElseIsUnderWay(Phase round) {
        assertThat(new WatchState(NOW, NOW, NOW, round, true).next()).isEqualTo(Step.RECENT_ROWS);
    }

    private static Arguments row(
            Duration commit, Duration due, Duration round, Phase phase, boolean requests, Step expected) {
        return Arguments.of(new WatchState(commit, due, round, phase, requests), expected);
    }
}

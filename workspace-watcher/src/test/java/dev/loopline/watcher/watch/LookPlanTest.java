package dev.loopline.watcher.watch;

import static dev.loopline.watcher.watch.WatchState.FOREVER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.watcher.watch.WatchState.Phase;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LookPlanTest {

    private static final Duration NOW = Duration.ZERO;
    private static final Duration SOON = Duration.ofMillis(3);
    private static final Duration LATER = Duration.ofSeconds(2);

    static Stream<Arguments> states() {
        return Stream.of(
                row(FOREVER, FOREVER, LATER, Phase.NONE, false, new Look.Nothing(LATER)),
                row(SOON, FOREVER, LATER, Phase.NONE, false, new Look.Nothing(SOON)),
                row(FOREVER, SOON, LATER, Phase.NONE, false, new Look.Nothing(SOON)),
                row(FOREVER, NOW, LATER, Phase.NONE, false, new Look.DueLoops()),
                row(FOREVER, FOREVER, NOW, Phase.NONE, false, new Look.WholeHome()),
                row(FOREVER, FOREVER, NOW, Phase.NONE, true, new Look.Requests()),
                row(FOREVER, FOREVER, LATER, Phase.NONE, true, new Look.Requests()),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYING, false, new Look.Nothing(LookPlan.LONGEST_WAIT_FOR_SURVEY)),
                row(SOON, FOREVER, NOW, Phase.SURVEYING, false, new Look.Nothing(SOON)),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYING, true, new Look.Requests()),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYED, false, new Look.SurveyResult()),
                row(FOREVER, FOREVER, NOW, Phase.SURVEYED, true, new Look.SurveyResult()),
                row(FOREVER, FOREVER, NOW, Phase.JUDGING, false, new Look.UndecidedLoops()),
                row(FOREVER, FOREVER, NOW, Phase.JUDGING, true, new Look.UndecidedLoops()),
                row(FOREVER, NOW, NOW, Phase.JUDGING, false, new Look.DueLoops()),
                row(FOREVER, FOREVER, NOW, Phase.COMPARING, false, new Look.CompareFiles()),
                row(FOREVER, FOREVER, NOW, Phase.COMPARING, true, new Look.Requests()),
                row(FOREVER, FOREVER, NOW, Phase.THROUGH, false, new Look.EndOfRound()));
    }

    @ParameterizedTest
    @MethodSource("states")
    void decides(WatchState state, Look expected) {
        assertThat(LookPlan.next(state)).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void looksAtWhatWasCommittedFirstWhateverElseIsUnderWay(Phase round) {
        assertThat(LookPlan.next(new WatchState(NOW, NOW, NOW, round, true))).isEqualTo(new Look.RecentRows());
    }

    @Test
    void waitsForTheFirstOfAllThatMayCome() {
        assertThat(LookPlan.next(new WatchState(LATER, SOON, FOREVER, Phase.NONE, false)))
                .isEqualTo(new Look.Nothing(SOON));
    }

    private static Arguments row(
            Duration commit, Duration due, Duration round, Phase phase, boolean requests, Look expected) {
        return Arguments.of(new WatchState(commit, due, round, phase, requests), expected);
    }
}

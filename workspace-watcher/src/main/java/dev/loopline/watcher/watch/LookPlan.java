package dev.loopline.watcher.watch;

import dev.loopline.watcher.watch.WatchState.Phase;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * Decides what to look at next. What RD-Agent has just committed comes first, whatever else is under way; then loops whose
 * quiet period is over; then what people asked for; then the round through the whole home. A request waits until the loops of
 * a survey are judged, so that it meets them as they are. Pure.
 */
final class LookPlan {

    /** The end of a survey is signalled; this is for the case that the signal fails to come. */
    static final Duration LONGEST_WAIT_FOR_SURVEY = Duration.ofMillis(50);

    private LookPlan() {}

    static Look next(WatchState state) {
        if (isOver(state.untilCommitLook())) {
            return new Look.RecentRows();
        }
        if (isOver(state.untilDue())) {
            return new Look.DueLoops();
        }
        boolean judged = state.round() != Phase.SURVEYED && state.round() != Phase.JUDGING;
        if (state.requests() && judged) {
            return new Look.Requests();
        }
        return switch (state.round()) {
            case NONE -> isOver(state.untilRound()) ? new Look.WholeHome() : waiting(state, state.untilRound());
            case SURVEYING -> waiting(state, LONGEST_WAIT_FOR_SURVEY);
            case SURVEYED -> new Look.SurveyResult();
            case JUDGING -> new Look.UndecidedLoops();
            case COMPARING -> new Look.CompareFiles();
            case THROUGH -> new Look.EndOfRound();
        };
    }

    private static Look waiting(WatchState state, Duration atMost) {
        return new Look.Nothing(Stream.of(state.untilCommitLook(), state.untilDue(), atMost)
                .min(Duration::compareTo)
                .orElse(atMost));
    }

    private static boolean isOver(Duration left) {
        return left.isZero() || left.isNegative();
    }
}

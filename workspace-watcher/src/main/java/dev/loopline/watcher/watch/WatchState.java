package dev.loopline.watcher.watch;

import java.time.Duration;
import java.util.stream.Stream;

/**
 * What decides about the next step of the watch loop. Pure.
 *
 * @param untilCommitLook how long until the registry is asked for a commit
 * @param untilDue how long until a quiet period may be over
 * @param untilRound how long until the next look at the whole home; does not count while one is under way
 * @param round how far the look at the whole home is
 * @param requests whether people asked for something, and it can be answered
 */
record WatchState(Duration untilCommitLook, Duration untilDue, Duration untilRound, Phase round, boolean requests) {

    /** Longer than any wait. */
    static final Duration FOREVER = Duration.ofDays(1);

    /** The end of a survey is signalled; this is for the case that the signal fails to come. */
    static final Duration LONGEST_WAIT_FOR_SURVEY = Duration.ofMillis(50);

    /** How far a look at the whole home has come. */
    enum Phase {
        /** None is under way. */
        NONE,
        /** The home is being surveyed. */
        SURVEYING,
        /** The survey is through. */
        SURVEYED,
        /** Loops that the survey left undecided are to be judged. */
        JUDGING,
        /** Files of registered loops are to be compared. */
        COMPARING,
        /** Nothing is left. */
        THROUGH
    }

    /**
     * The next step. What RD-Agent has just committed comes first, whatever else is under way; then loops whose quiet period is
     * over; then what people asked for; then the round through the whole home. A request waits until the loops of a survey are
     * judged, so that it meets them as they are.
     */
    Step next() {
        if (isOver(untilCommitLook)) {
            return Step.RECENT_ROWS;
        }
        if (isOver(untilDue)) {
            return Step.DUE_LOOPS;
        }
        if (requests && round != Phase.SURVEYED && round != Phase.JUDGING) {
            return Step.REQUEST;
        }
        return switch (round) {
            case NONE -> isOver(untilRound) ? Step.BEGIN_ROUND : Step.WAIT;
            case SURVEYING -> Step.WAIT;
            case SURVEYED -> Step.TAKE_SURVEY;
            case JUDGING -> Step.JUDGE_UNDECIDED;
            case COMPARING -> Step.COMPARE_FILES;
            case THROUGH -> Step.END_ROUND;
        };
    }

    /** How long {@link Step#WAIT} may take if no signal comes. */
    Duration longestWait() {
        Duration other = round == Phase.NONE ? untilRound : LONGEST_WAIT_FOR_SURVEY;
        return Stream.of(untilCommitLook, untilDue, other)
                .min(Duration::compareTo)
                .orElse(other);
    }

    private static boolean isOver(Duration left) {
        return left.isZero() || left.isNegative();
    }
}

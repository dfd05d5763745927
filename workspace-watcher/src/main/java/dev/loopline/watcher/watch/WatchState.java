package dev.loopline.watcher.watch;

import java.time.Duration;

/**
 * What decides about the next look.
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
}

package dev.loopline.watcher.watch;

/** What the watch loop does next. Each step is short, so that the next commit of RD-Agent is seen soon. */
enum Step {
    /** Looks at the loops that RD-Agent has just recorded, if it committed something. */
    RECENT_ROWS,
    /** Judges the loops whose quiet period may be over. */
    DUE_LOOPS,
    /** Answers one request for a new backfill. */
    REQUEST,
    /** Begins a round through the whole home. The survey itself runs beside the other steps. */
    BEGIN_ROUND,
    /** Takes what the survey of the whole home found. */
    TAKE_SURVEY,
    /** Judges the next loops that the survey left undecided. */
    JUDGE_UNDECIDED,
    /** Compares the files of the next registered loop: RD-Agent may write them again without a change in the registry. */
    COMPARE_FILES,
    /** Ends the round. */
    END_ROUND,
    /** Waits for a signal, at most for {@link WatchState#longestWait}. */
    WAIT
}

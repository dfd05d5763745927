package dev.loopline.samples.plan;

import java.util.Locale;

/** How far a loop has come. */
public enum Outcome {
    /** Ran through and left a backtest; its idea may have been accepted or rejected. */
    SUCCESS,
    /** Ended without a backtest. */
    FAILED,
    /** Not at its end: files are incomplete and more will come. */
    RUNNING,
    /** Left half done by a process that died; its session log says so. Only in the layout {@code SESSION}. */
    CRASHED;

    /** The spelling in the registry's {@code status} column. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}

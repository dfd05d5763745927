package dev.loopline.samples.content;

/** When RD-Agent writes a file, in the order of time. */
public enum Stage {
    /** The session's pickles of the idea and of the code, and the states after these steps. */
    SESSION_IDEA,
    /** Configuration, helper scripts, and what the coder produced. */
    TEMPLATES,
    /** The factor table: before the backtest. */
    FEATURES,
    /** {@code mlruns} and weights: during the backtest. */
    TRAINING,
    /** {@code qlib_res.csv}: after the backtest. */
    METRICS,
    /** {@code ret.pkl}. */
    REPORT,
    /** {@code ret_schema.json}. */
    REPORT_SCHEMA,
    /** {@code signals.json}. */
    SIGNALS,
    /** Metadata files of the older scripts, in loops that were carried over by hand. */
    OLDER_METADATA,
    /** {@code feedback.json}: the last file in a workspace. */
    FEEDBACK,
    /** The session's pickles of the result and of the conclusion. */
    SESSION_RESULT,
    /** The state after the last step: the last file of a loop that is logged; of a session that died, why it did. */
    SESSION_END
}

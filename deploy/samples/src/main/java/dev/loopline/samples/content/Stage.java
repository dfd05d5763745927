package dev.loopline.samples.content;

/** When RD-Agent writes a file, in the order of time. */
public enum Stage {
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
    /** {@code feedback.json}: the last file. */
    FEEDBACK
}

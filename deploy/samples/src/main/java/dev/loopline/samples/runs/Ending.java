package dev.loopline.samples.runs;

/** How a loop ended, or how far it came. */
public enum Ending {
    /** With figures, and its idea was accepted. */
    ACCEPTED,
    /** With figures, and its idea was turned down. */
    TURNED_DOWN,
    /** None of its factors could be written; RD-Agent skipped it. */
    NOT_CODED,
    /** The table of factors was written, then the backtest failed; RD-Agent skipped it. */
    NOT_RUN,
    /** The backtest left figures and no curve of returns; RD-Agent skipped it. */
    NO_CURVE,
    /** The process ended after the idea. */
    LEFT_AFTER_IDEA,
    /** The process ended after the code was written. */
    LEFT_AFTER_CODING,
    /** The process ended after the backtest. */
    LEFT_AFTER_RUNNING,
    /** The process ended between feedback and record, in generations that have both. */
    LEFT_AFTER_FEEDBACK;

    boolean left() {
        return compareTo(LEFT_AFTER_IDEA) >= 0;
    }

    boolean skipped() {
        return this == NOT_CODED || this == NOT_RUN || this == NO_CURVE;
    }

    boolean accepted() {
        return this == ACCEPTED || this == LEFT_AFTER_FEEDBACK;
    }
}

package dev.loopline.samples.runs;

/** What a reader should make of a loop. */
public enum State {
    /** It has a result and is carried on, whole. */
    CARRIED,
    /** It ended without a result: known, and waited for no longer. */
    REJECTED,
    /** It may still be at work. */
    AT_WORK,
    /** Not carried; named, with a reason. */
    REPORTED
}

package dev.loopline.kit.observe;

import java.util.Locale;

/** What became of a record about a loop. */
public enum Outcome {
    /** An event or a withdrawal followed from it. */
    PUBLISHED,
    /** Nothing followed: it was superseded, known already, or its loop has no result. */
    SKIPPED,
    /** It was written down; this service publishes nothing about it. */
    RECORDED,
    /** It can never be processed, and lies in the dead letters. */
    REJECTED,
    /** Processing it failed for a reason that nobody foresaw, and it lies in the dead letters. */
    FAILED;

    /** As the label of metrics has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}

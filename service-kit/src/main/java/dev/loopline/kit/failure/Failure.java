package dev.loopline.kit.failure;

/** What a failure means for the record that was being processed. */
public sealed interface Failure {

    /** The same will work later, when a disk, a database, a network or a lock is there again: wait and retry in place. */
    record Transient(String message) implements Failure {}

    /**
     * It will never work with this record.
     *
     * @param reason a constant in upper snake case, the reason code of the dead letter
     * @param message one sentence for people
     */
    record Permanent(String reason, String message) implements Failure {}
}

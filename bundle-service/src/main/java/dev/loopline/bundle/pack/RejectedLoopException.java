package dev.loopline.bundle.pack;

/** A loop that cannot be packed, now or later. */
final class RejectedLoopException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String reason;

    RejectedLoopException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    PackOutcome.Rejected outcome() {
        return new PackOutcome.Rejected(reason, String.valueOf(getMessage()));
    }
}

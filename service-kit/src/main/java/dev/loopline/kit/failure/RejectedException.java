package dev.loopline.kit.failure;

/** Thrown by a handler that will never be able to process its input. Leads to a dead letter, not to a retry. */
public final class RejectedException extends RuntimeException {

    private final String reason;

    /**
     * @param reason a constant in upper snake case, such as {@code WORKSPACE_MISSING}
     * @param message one sentence: what is wrong and what to do
     */
    public RejectedException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    public RejectedException(String reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public String reason() {
        return reason;
    }
}

package dev.loopline.kit.http;

/** Ends a REST call with a {@link Problem}. */
public final class ProblemException extends RuntimeException {

    private final int status;
    private final String code;

    /**
     * @param status HTTP status
     * @param code a constant in upper snake case
     * @param detail one sentence: what is wrong and what to do
     */
    public ProblemException(int status, String code, String detail) {
        super(detail);
        this.status = status;
        this.code = code;
    }

    public int status() {
        return status;
    }

    public String code() {
        return code;
    }
}

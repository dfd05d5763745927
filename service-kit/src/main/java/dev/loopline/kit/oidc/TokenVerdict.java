package dev.loopline.kit.oidc;

/** What becomes of a call with a token. */
public sealed interface TokenVerdict {

    /**
     * The call may be made.
     *
     * @param caller whose token it is, for the log
     */
    record Accepted(String caller) implements TokenVerdict {}

    /**
     * The call may not be made.
     *
     * @param status of HTTP: 401 if the token does not count, 403 if its owner may not do this
     * @param code a constant in upper snake case
     * @param detail one sentence
     */
    record Refused(int status, String code, String detail) implements TokenVerdict {}
}

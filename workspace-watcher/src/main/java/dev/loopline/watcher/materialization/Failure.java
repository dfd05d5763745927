package dev.loopline.watcher.materialization;

/**
 * Why a service gave a loop up.
 *
 * @param reason the machine-readable reason
 * @param message what happened, for people; may be empty
 */
public record Failure(String reason, String message) {

    /** As long as RD-Agent's own tools make it; in characters, of which none is cut in two. */
    static final int LONGEST = 512;

    /** {@code <REASON>: <message>}, as it stands in {@code loops.materialization_error}. */
    String text() {
        String text = (message.isBlank() ? reason : reason + ": " + message)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST));
    }
}

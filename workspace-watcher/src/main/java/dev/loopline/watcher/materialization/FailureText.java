package dev.loopline.watcher.materialization;

/** {@code <REASON>: <text>}, as it stands in {@code loops.materialization_error}. Pure. */
final class FailureText {

    /** As long as RD-Agent's own tools make it; in characters, of which none is cut in two. */
    static final int LONGEST = 512;

    private FailureText() {}

    static String of(String reason, String message) {
        String text = (message.isBlank() ? reason : reason + ": " + message)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
        return text.codePointCount(0, text.length()) <= LONGEST
                ? text
                : text.substring(0, text.offsetByCodePoints(0, LONGEST));
    }
}

package dev.loopline.backfill.workspace;

/** Text that every store of the pipeline can hold: no NUL, which PostgreSQL refuses, and no half of a surrogate pair. */
public final class CleanText {

    private static final char REPLACEMENT = '\uFFFD';

    private CleanText() {}

    public static boolean isClean(String text) {
        // All text of a loop goes through here: a plain loop is many times as fast as a stream of code points.
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                int codePoint = text.codePointAt(i);
                if (isForbidden(codePoint)) {
                    return false;
                }
                i += Character.charCount(codePoint) - 1;
            }
        }
        return true;
    }

    /** Without NUL, and with a replacement character for each lone surrogate. */
    public static String of(String text) {
        if (isClean(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(c -> c != 0).forEach(c -> clean.appendCodePoint(isForbidden(c) ? REPLACEMENT : c));
        return clean.toString();
    }

    private static boolean isForbidden(int codePoint) {
        return codePoint == 0 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
    }
}

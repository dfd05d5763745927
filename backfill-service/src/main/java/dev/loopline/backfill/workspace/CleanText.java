package dev.loopline.backfill.workspace;

/** Text that every store of the pipeline can hold: no NUL, which PostgreSQL refuses, and no half of a surrogate pair. */
public final class CleanText {

    private static final char REPLACEMENT = '\uFFFD';

    private CleanText() {}

    public static boolean isClean(String text) {
        // All text of a loop goes through here: an array is many times as fast as a stream of code points.
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            char c = chars[i];
            boolean pair =
                    Character.isHighSurrogate(c) && i + 1 < chars.length && Character.isLowSurrogate(chars[i + 1]);
            if (pair) {
                i++;
            } else if (isForbidden(c)) {
                return false;
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

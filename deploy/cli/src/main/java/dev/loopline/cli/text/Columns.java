package dev.loopline.cli.text;

/** Columns of a terminal, on which a Chinese character is as wide as two Latin ones. Pure. */
public final class Columns {

    private static final int FIRST_OF_CJK = 0x2E80;
    private static final int LAST_OF_CJK = 0x9FFF;
    private static final int FIRST_OF_FULL_WIDTH = 0xFF01;
    private static final int LAST_OF_FULL_WIDTH = 0xFF60;

    private Columns() {}

    /** The text with blanks behind it, so that what follows stands in the same column; as it is if it is longer. */
    public static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - width(text)));
    }

    /** How many columns a text takes. */
    static int width(String text) {
        return text.codePoints().map(one -> isWide(one) ? 2 : 1).sum();
    }

    private static boolean isWide(int character) {
        return (character >= FIRST_OF_CJK && character <= LAST_OF_CJK)
                || (character >= FIRST_OF_FULL_WIDTH && character <= LAST_OF_FULL_WIDTH);
    }
}

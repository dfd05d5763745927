package dev.loopline.cli.progress;

import dev.loopline.cli.text.Texts;

/** Draws how far something is. Pure. */
public final class Bar {

    private static final int WIDTH = 24;

    private Bar() {}

    /** {@code [======>      ] 12/48 loops}; nothing to do is all done. */
    public static String line(long done, long total, String things) {
        int filled = total == 0 ? WIDTH : (int) (WIDTH * done / total);
        String bar = "=".repeat(filled) + (filled < WIDTH ? ">" + " ".repeat(WIDTH - filled - 1) : "");
        return "[" + bar + "] " + done + "/" + total + " " + things;
    }

    /** {@code , 3.5 a second, 10 s left}; empty where nothing is left, or nothing can be said. */
    public static String rest(long left, double perSecond) {
        return left <= 0 || perSecond <= 0 ? "" : Texts.text("bar.rest", perSecond, Math.round(left / perSecond));
    }
}

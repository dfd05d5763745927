package dev.loopline.cli;

import java.io.BufferedWriter;
import java.io.Console;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lines for people. On a terminal the progress line rewrites itself; elsewhere it is printed at most every few seconds, and
 * only when it changed. Safe for all threads.
 */
final class Terminal {

    /** Set by the wrapper script if the output is a terminal: Java cannot find out before version 22. */
    private static final String IS_TERMINAL = "loopline.terminal";

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);
    private static final char TICK = '\u2705';
    private static final char OTHER_TICK = '\u221a';
    private static final String ERASE_LINE = "\r\u001b[2K";

    private final PrintWriter out;
    private final boolean rewrites;
    private String shown = "";
    private long shownAtNanos = System.nanoTime() - BETWEEN_LINES.toNanos();

    Terminal(PrintWriter out) {
        this(out, Boolean.getBoolean(IS_TERMINAL));
    }

    Terminal(PrintWriter out, boolean rewrites) {
        this.out = out;
        this.rewrites = rewrites;
    }

    /**
     * How output is written: as the console of Windows takes it, which need not know UTF-8 (it is GBK where Windows is Chinese);
     * everywhere else, and into files, as UTF-8.
     *
     * @param osName as Java calls the operating system
     * @param console the one this process is at; null if there is none
     */
    static Charset charset(String osName, @Nullable Console console) {
        return console != null && osName.startsWith("Windows") ? console.charset() : StandardCharsets.UTF_8;
    }

    /** Writes in a charset; where that has no sign for a tick, as GBK has none for that of AIstock's guide, another one. */
    static PrintWriter writer(OutputStream out, Charset charset) {
        Writer plain = new BufferedWriter(new OutputStreamWriter(out, charset));
        return new PrintWriter(charset.newEncoder().canEncode(TICK) ? plain : new OtherTick(plain), true);
    }

    /** Not for several threads: the writer before it takes care of that. */
    private static final class OtherTick extends FilterWriter {

        OtherTick(Writer out) {
            super(out);
        }

        @Override
        public void write(String text, int offset, int length) throws IOException {
            out.write(text.substring(offset, offset + length).replace(TICK, OTHER_TICK));
        }
    }

    /** A line that stays. */
    synchronized void line(String text) {
        if (rewrites && !shown.isEmpty()) {
            out.print(ERASE_LINE);
        }
        out.println(text);
        if (rewrites && !shown.isEmpty()) {
            out.print(shown);
        }
        out.flush();
    }

    /** How far something is; replaces what was shown before. */
    synchronized void progress(String text) {
        if (text.equals(shown)) {
            return;
        }
        if (rewrites) {
            out.print(ERASE_LINE + text);
            shown = text;
        } else if (System.nanoTime() - shownAtNanos >= BETWEEN_LINES.toNanos()) {
            out.println(text);
            shownAtNanos = System.nanoTime();
            shown = text;
        }
        out.flush();
    }

    /** The last word of a progress: stays as a line. */
    synchronized void done(String text) {
        if (rewrites && !shown.isEmpty()) {
            out.print(ERASE_LINE);
        }
        shown = "";
        out.println(text);
        out.flush();
    }
}

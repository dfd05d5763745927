package dev.loopline.backfill.code.python;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * How the logical lines of a source are indented: whether it does not depend on the width of a tab, as Python 3 demands. A line
 * is measured with tabs of eight and of one column; both have to say the same (CPython, {@code Parser/tokenizer.c}). For one
 * source and one thread.
 */
final class Indentation {

    private static final int TAB = 8;
    private static final int MOST_BREAKS = 10_000;
    private static final String DEEP = " ".repeat(200);

    private final String source;
    private final Deque<Integer> wide = new ArrayDeque<>();
    private final Deque<Integer> narrow = new ArrayDeque<>();
    private final List<Integer> breaks = new ArrayList<>();
    private int at;
    private int brackets;

    private Indentation(String source) {
        this.source = source;
        wide.push(0);
        narrow.push(0);
    }

    /** What cannot be told, because a text does not end, counts as consistent. */
    static boolean isConsistent(String source) {
        return source.indexOf('\t') < 0 || new Indentation(source).isConsistent();
    }

    /**
     * The source with its lines inside brackets indented deeply. There their indentation means nothing, but the grammar takes
     * a line that is indented less than its block for the end of the block.
     */
    static String deepened(String source) {
        Indentation lines = new Indentation(source);
        lines.isConsistent();
        if (lines.breaks.size() > MOST_BREAKS) {
            return source;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int end : lines.breaks) {
            out.append(source, from, end).append(DEEP);
            from = end;
        }
        return out.append(source.substring(from)).toString();
    }

    private boolean isConsistent() {
        while (at < source.length()) {
            if (!indent()) {
                return false;
            }
            skipLogicalLine();
        }
        return true;
    }

    /** Reads the beginning of a logical line; false if it is inconsistent with the lines before. */
    private boolean indent() {
        int byEight = 0;
        int byOne = 0;
        for (; at < source.length(); at++) {
            char c = source.charAt(at);
            if (c == ' ') {
                byEight++;
                byOne++;
            } else if (c == '\t') {
                byEight = (byEight / TAB + 1) * TAB;
                byOne++;
            } else if (c == '\f') {
                byEight = 0;
                byOne = 0;
            } else {
                break;
            }
        }
        boolean isBlank = at >= source.length() || "#\r\n\\".indexOf(source.charAt(at)) >= 0;
        return isBlank || fits(byEight, byOne);
    }

    private boolean fits(int byEight, int byOne) {
        while (byEight < wide.element()) {
            wide.pop();
            narrow.pop();
        }
        if (byEight == wide.element()) {
            return byOne == narrow.element();
        }
        boolean isDeeper = byOne > narrow.element();
        wide.push(byEight);
        narrow.push(byOne);
        return isDeeper;
    }

    private void skipLogicalLine() {
        while (at < source.length()) {
            char c = source.charAt(at++);
            if (c == '#') {
                at = endOfLine();
            } else if (c == '\'' || c == '"') {
                skipText(c);
            } else if ("([{".indexOf(c) >= 0) {
                brackets++;
            } else if (")]}".indexOf(c) >= 0) {
                brackets = Math.max(0, brackets - 1);
            } else if (c == '\\') {
                at = Math.min(source.length(), endOfLine() + 1);
            } else if (c == '\n' && brackets == 0) {
                return;
            } else if (c == '\n') {
                breaks.add(at);
            }
        }
    }

    private int endOfLine() {
        int end = source.indexOf('\n', at);
        return end < 0 ? source.length() : end;
    }

    private void skipText(char quote) {
        String triple = String.valueOf(quote).repeat(3);
        boolean isLong = source.startsWith(triple, at - 1);
        at += isLong ? 2 : 0;
        while (at < source.length()) {
            char c = source.charAt(at);
            if (c == '\\') {
                at += 2;
            } else if (isLong ? source.startsWith(triple, at) : c == quote || c == '\n') {
                at += isLong ? 3 : c == '\n' ? 0 : 1;
                return;
            } else {
                at++;
            }
        }
    }
}

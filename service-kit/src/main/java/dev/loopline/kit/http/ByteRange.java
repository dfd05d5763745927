package dev.loopline.kit.http;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that a {@code Range} header asks for (RFC 9110, section 14). Several ranges in one header, other units and
 * what is not understood are ignored, as the RFC allows: the whole file is the answer.
 *
 * @param first first byte
 * @param length how many bytes
 */
record ByteRange(long first, long length) {

    private static final Pattern SINGLE = Pattern.compile("bytes=\\s*([0-9]{0,18})-([0-9]{0,18})\\s*");

    /** What a header means for a file of a certain size. */
    sealed interface Meaning {}

    /** No range, or one that is not understood. */
    record Whole() implements Meaning {}

    /** A part. */
    record Part(ByteRange range) implements Meaning {}

    /** A range that lies behind the end. */
    record Unsatisfiable() implements Meaning {}

    static Meaning parse(Optional<String> header, long size) {
        Optional<Matcher> single = header.map(SINGLE::matcher).filter(Matcher::matches);
        if (single.isEmpty()) {
            return new Whole();
        }
        String from = single.get().group(1);
        String to = single.get().group(2);
        if (from.isEmpty()) {
            return to.isEmpty() ? new Whole() : suffix(Long.parseLong(to), size);
        }
        long first = Long.parseLong(from);
        long last = to.isEmpty() ? size - 1 : Math.min(Long.parseLong(to), size - 1);
        if (!to.isEmpty() && Long.parseLong(to) < first) {
            return new Whole();
        }
        return first >= size ? new Unsatisfiable() : new Part(new ByteRange(first, last - first + 1));
    }

    private static Meaning suffix(long wanted, long size) {
        long length = Math.min(wanted, size);
        return length == 0 ? new Unsatisfiable() : new Part(new ByteRange(size - length, length));
    }

    /** The value of {@code Content-Range}. */
    String contentRange(long size) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + size;
    }
}

package dev.loopline.kit.pickle;

import java.io.IOException;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/** Numbers and texts in the forms of a pickle. Stateless; safe for all threads. */
final class PickleText {

    /** Longer numbers take more than linear time to read and occur in no session. */
    private static final int MAX_DIGITS = 1_000;

    private PickleText() {}

    /** How long a number may be, in bytes or digits. */
    static long digits(long count) throws IOException {
        if (count > MAX_DIGITS) {
            throw new PickleRefusedException("the pickle holds a number of " + count + " digits");
        }
        return count;
    }

    /** A whole number in bytes, the lowest first, as Long or BigInteger. */
    static Number integer(@Nullable Object littleEndian) throws IOException {
        if (!(littleEndian instanceof byte[] bytes)) {
            throw new PickleRefusedException("the pickle holds a number that is too long");
        }
        if (bytes.length == 0) {
            return 0L;
        }
        byte[] bigEndian = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            bigEndian[bytes.length - 1 - i] = bytes[i];
        }
        return narrowed(new BigInteger(bigEndian));
    }

    /** A whole number in digits, perhaps with Python 2's {@code L}. */
    static Number integer(String line) throws IOException {
        String text = line.endsWith("L") ? line.substring(0, line.length() - 1) : line;
        digits(text.length());
        try {
            return narrowed(new BigInteger(text.strip()));
        } catch (NumberFormatException e) {
            throw new PickleRefusedException("the pickle holds a number that is none");
        }
    }

    /** The same; protocol 0 writes {@code 00} and {@code 01} for false and true. */
    static Object integerOrFlag(String line) throws IOException {
        if (line.equals("00") || line.equals("01")) {
            return line.equals("01");
        }
        return integer(line);
    }

    static double fraction(String line) throws IOException {
        digits(line.length());
        try {
            return switch (line.strip()) {
                case "inf" -> Double.POSITIVE_INFINITY;
                case "-inf" -> Double.NEGATIVE_INFINITY;
                case "nan" -> Double.NaN;
                default -> Double.parseDouble(line);
            };
        } catch (NumberFormatException e) {
            throw new PickleRefusedException("the pickle holds a number that is none");
        }
    }

    static long index(String line) throws IOException {
        try {
            return Long.parseLong(line);
        } catch (NumberFormatException e) {
            throw new PickleRefusedException("the pickle refers to a value by something that is no number");
        }
    }

    static String name(@Nullable Object text) throws IOException {
        if (text instanceof String name) {
            return name;
        }
        throw new PickleRefusedException("the pickle names a class by something that is no text");
    }

    /** A text in quotes with Python's escapes. */
    static String quoted(String line) throws IOException {
        int last = line.length() - 1;
        boolean quotes =
                last >= 1 && (line.charAt(0) == '\'' || line.charAt(0) == '"') && line.charAt(last) == line.charAt(0);
        if (!quotes) {
            throw new PickleRefusedException("the pickle holds a text without quotes");
        }
        return unescape(line.substring(1, last), true);
    }

    /** Characters as they are, but for {@code \\u} and {@code \\U}. */
    static String rawUnicode(String line) throws IOException {
        return unescape(line, false);
    }

    private static String unescape(String text, boolean all) throws IOException {
        if (text.indexOf('\\') < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = c == '\\' && i + 1 < text.length() ? text.charAt(i + 1) : 0;
            int hex = hexDigits(next, all);
            if (hex > 0) {
                out.appendCodePoint(codePoint(text, i + 2, hex));
                i += 1 + hex;
            } else if (all && next != 0) {
                out.append(plain(next));
                i++;
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static int hexDigits(char letter, boolean all) {
        return switch (letter) {
            case 'u' -> all ? 0 : 4;
            case 'U' -> all ? 0 : 8;
            case 'x' -> all ? 2 : 0;
            default -> 0;
        };
    }

    private static char plain(char escaped) {
        return switch (escaped) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> escaped;
        };
    }

    private static int codePoint(String text, int from, int digits) throws IOException {
        try {
            int value = Integer.parseInt(text, from, from + digits, 16);
            if (Character.isValidCodePoint(value)) {
                return value;
            }
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new PickleRefusedException("the pickle holds a text with a broken escape");
        }
        throw new PickleRefusedException("the pickle holds a text with a character that does not exist");
    }

    private static Number narrowed(BigInteger value) {
        return value.bitLength() < Long.SIZE ? (Number) value.longValue() : value;
    }
}

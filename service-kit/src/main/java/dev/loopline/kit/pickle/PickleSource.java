package dev.loopline.kit.pickle;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, counted. Memory is taken for what was read, never for what a length claims. For one thread. */
final class PickleSource {

    private static final int BUFFER_BYTES = 16 * 1024;
    private static final int MAX_LINE = 1 << 20;

    private final InputStream in;
    private final PickleLimits limits;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int at;
    private int end;
    private long read;
    private long kept;
    private boolean ended;

    PickleSource(InputStream in, PickleLimits limits) {
        this.in = in;
        this.limits = limits;
    }

    /** The next byte, 0 to 255. */
    int next() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++] & 0xFF;
    }

    /** The next byte, which stays the next. */
    int peek() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at] & 0xFF;
    }

    /** Whether the stream was found to end where more was expected. */
    boolean isAtEnd() {
        return ended;
    }

    /** An unsigned number of up to 4 bytes, or a signed one of 8 that must not be negative; little endian. */
    long number(int bytes) throws IOException {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (long) next() << (8 * i);
        }
        if (value < 0) {
            throw new PickleRefusedException("the pickle claims a length that no file can have");
        }
        return value;
    }

    /** A 64 bit number, big endian, of any sign. */
    long bigEndian() throws IOException {
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | next();
        }
        return value;
    }

    /** A text of the given length in UTF-8, or {@link LeftOut}. */
    Object text(long length) throws IOException {
        Object bytes = bytes(length);
        return bytes instanceof byte[] array ? new String(array, StandardCharsets.UTF_8) : bytes;
    }

    /** A text of protocol 0 to 2 whose encoding is not said, or {@link LeftOut}. */
    Object latin(long length) throws IOException {
        Object bytes = bytes(length);
        return bytes instanceof byte[] array ? new String(array, StandardCharsets.ISO_8859_1) : bytes;
    }

    /** A byte string of the given length, or {@link LeftOut}. */
    Object bytes(long length) throws IOException {
        if (length > limits.bytes() - read + end - at) {
            throw tooLong();
        }
        if (length > limits.itemBytes() || length > limits.keptBytes() - kept) {
            skip(length);
            return new LeftOut(length);
        }
        kept += length;
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) Math.min(length, BUFFER_BYTES));
        for (long left = length; left > 0; ) {
            int piece = available(left);
            out.write(buffer, at, piece);
            at += piece;
            left -= piece;
        }
        return out.toByteArray();
    }

    /** The text up to the end of the line, one character a byte. */
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = next(); c != '\n'; c = next()) {
            if (line.length() >= MAX_LINE) {
                throw new PickleRefusedException("the pickle has a line of more than " + MAX_LINE + " bytes");
            }
            line.append((char) c);
        }
        kept += line.length();
        if (kept > limits.keptBytes()) {
            throw new PickleRefusedException("the pickle's lines are longer than " + limits.keptBytes() + " bytes");
        }
        return line.toString();
    }

    private void skip(long length) throws IOException {
        for (long left = length; left > 0; ) {
            int piece = available(left);
            at += piece;
            left -= piece;
        }
    }

    private int available(long wanted) throws IOException {
        if (at == end) {
            fill();
        }
        return (int) Math.min(wanted, end - at);
    }

    private void fill() throws IOException {
        long allowed = limits.bytes() - read;
        if (allowed <= 0) {
            throw tooLong();
        }
        int count = in.read(buffer, 0, (int) Math.min(buffer.length, allowed));
        if (count <= 0) {
            ended = true;
            throw new PickleRefusedException("the pickle ends before its end mark");
        }
        read += count;
        at = 0;
        end = count;
    }

    private PickleRefusedException tooLong() {
        return new PickleRefusedException("the pickle is larger than " + limits.bytes() + " bytes");
    }
}

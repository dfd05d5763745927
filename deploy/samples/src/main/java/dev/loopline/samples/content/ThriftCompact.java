package dev.loopline.samples.content;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes the part of Thrift's compact protocol that a Parquet footer needs. The outermost struct is open from the start.
 * Not safe to share between threads.
 */
final class ThriftCompact {

    private static final int I32 = 5;
    private static final int I64 = 6;
    private static final int BINARY = 8;
    private static final int LIST = 9;
    private static final int STRUCT = 12;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int lastField;

    ThriftCompact integer(int field, int value) {
        field(field, I32);
        varint(zigzag(value));
        return this;
    }

    ThriftCompact wide(int field, long value) {
        field(field, I64);
        varint(zigzag(value));
        return this;
    }

    ThriftCompact text(int field, String value) {
        field(field, BINARY);
        binary(value);
        return this;
    }

    ThriftCompact integers(int field, int... values) {
        list(field, I32, values.length);
        for (int value : values) {
            varint(zigzag(value));
        }
        return this;
    }

    ThriftCompact texts(int field, String... values) {
        list(field, BINARY, values.length);
        for (String value : values) {
            binary(value);
        }
        return this;
    }

    /** Opens a list of structs; each is written between {@link #beginElement} and {@link #endStruct}. */
    ThriftCompact beginStructs(int field, int size) {
        list(field, STRUCT, size);
        return this;
    }

    ThriftCompact beginStruct(int field) {
        field(field, STRUCT);
        return beginElement();
    }

    ThriftCompact beginElement() {
        outer.push(lastField);
        lastField = 0;
        return this;
    }

    ThriftCompact endStruct() {
        out.write(0);
        lastField = outer.isEmpty() ? 0 : outer.pop();
        return this;
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void list(int field, int type, int size) {
        field(field, LIST);
        if (size < 15) {
            out.write(size << 4 | type);
        } else {
            out.write(0xF0 | type);
            varint(size);
        }
    }

    private void field(int field, int type) {
        out.write((field - lastField) << 4 | type);
        lastField = field;
    }

    private void binary(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        varint(bytes.length);
        out.writeBytes(bytes);
    }

    private void varint(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) (rest & 0x7F | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    private static long zigzag(long value) {
        return value << 1 ^ value >> 63;
    }
}

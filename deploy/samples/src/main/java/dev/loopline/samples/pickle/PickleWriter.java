package dev.loopline.samples.pickle;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes Python pickles of protocol 4 or 5 with the opcodes that Python's own pickler chooses: frames, short forms of texts
 * and numbers, batches of a thousand items, and a reference to the memo for what the same object holds again.
 *
 * <p>Takes None (null), flags, whole numbers, fractions, texts, byte strings, lists, dicts, {@link PyTuple},
 * {@link PyObject}, {@link PyCall} and {@link PyGlobal}. Not safe to share between threads.
 */
public final class PickleWriter {

    private static final int BATCH = 1_000;
    private static final int FRAME = 64 * 1024;
    private static final int LEAST_FRAME = 4;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Opcodes body = new Opcodes();
    private final Map<Object, Integer> memo = new IdentityHashMap<>();
    private final Map<PyGlobal, Integer> globals = new HashMap<>();

    private PickleWriter() {}

    /** The pickle of a value, in protocol 4. */
    public static byte[] pickle(@Nullable Object value) {
        return pickle(value, 4);
    }

    /** The pickle of a value. */
    public static byte[] pickle(@Nullable Object value, int protocol) {
        if (protocol < 4 || protocol > 5) {
            throw new IllegalArgumentException("Pickles are written in protocol 4 or 5, not " + protocol + ".");
        }
        PickleWriter writer = new PickleWriter();
        writer.out.write(0x80);
        writer.out.write(protocol);
        writer.value(value);
        writer.body.op('.');
        writer.endFrame();
        return writer.out.toByteArray();
    }

    private void endFrame() {
        byte[] bytes = body.take();
        if (bytes.length >= LEAST_FRAME) {
            Opcodes head = new Opcodes();
            head.op(0x95);
            head.eightBytes(bytes.length);
            out.writeBytes(head.take());
        }
        out.writeBytes(bytes);
    }

    private void value(@Nullable Object value) {
        if (body.size() >= FRAME) {
            endFrame();
        }
        if (value == null) {
            body.op('N');
        } else if (value instanceof Boolean flag) {
            body.op(flag ? 0x88 : 0x89);
        } else if (value instanceof Integer || value instanceof Long) {
            body.whole(((Number) value).longValue());
        } else if (value instanceof Double fraction) {
            body.fraction(fraction);
        } else if (value instanceof PyGlobal global) {
            global(global);
        } else {
            Integer place = memo.get(value);
            if (place == null) {
                remembered(value);
            } else {
                body.get(place);
            }
        }
    }

    private void remembered(Object value) {
        if (value instanceof String text) {
            body.text(text.getBytes(UTF_8));
            memoize(text);
        } else if (value instanceof byte[] bytes) {
            body.bytes(bytes);
            memoize(bytes);
        } else if (value instanceof PyTuple tuple) {
            tuple(tuple);
        } else if (value instanceof List<?> list) {
            body.op(']');
            memoize(list);
            appends(list);
        } else if (value instanceof Map<?, ?> map) {
            body.op('}');
            memoize(map);
            setItems(map);
        } else if (value instanceof PyObject object) {
            object(object);
        } else if (value instanceof PyCall call) {
            call(call);
        } else {
            throw new IllegalArgumentException("A sample pickle cannot hold a " + value.getClass());
        }
    }

    private void tuple(PyTuple tuple) {
        int size = tuple.items().size();
        if (size > 3) {
            body.op('(');
        }
        tuple.items().forEach(this::value);
        body.op(size == 0 ? ')' : size > 3 ? 't' : 0x84 + size);
        if (size > 0) {
            memoize(tuple);
        }
    }

    private void appends(List<?> list) {
        for (int from = 0; from < list.size(); from += BATCH) {
            List<?> batch = list.subList(from, Math.min(from + BATCH, list.size()));
            if (batch.size() > 1) {
                body.op('(');
            }
            batch.forEach(this::value);
            body.op(batch.size() > 1 ? 'e' : 'a');
        }
    }

    private void setItems(Map<?, ?> map) {
        List<? extends Map.Entry<?, ?>> entries = List.copyOf(map.entrySet());
        for (int from = 0; from < entries.size(); from += BATCH) {
            List<? extends Map.Entry<?, ?>> batch = entries.subList(from, Math.min(from + BATCH, entries.size()));
            if (batch.size() > 1) {
                body.op('(');
            }
            batch.forEach(entry -> {
                value(entry.getKey());
                value(entry.getValue());
            });
            body.op(batch.size() > 1 ? 'u' : 's');
        }
    }

    private void object(PyObject object) {
        global(object.type());
        body.op(')');
        body.op(0x81);
        memoize(object);
        Object state = object.state();
        if (state != null) {
            value(state);
            body.op('b');
        }
    }

    private void call(PyCall call) {
        global(call.target());
        value(call.arguments());
        body.op('R');
        memoize(call);
        setItems(call.items());
        Object state = call.state();
        if (state != null) {
            value(state);
            body.op('b');
        }
    }

    private void global(PyGlobal global) {
        Integer place = globals.get(global);
        if (place != null) {
            body.get(place);
            return;
        }
        value(global.module());
        value(global.name());
        body.op(0x93);
        globals.put(global, memo.size());
        memoize(global);
    }

    private void memoize(Object value) {
        body.op(0x94);
        memo.put(value, memo.size());
    }

    /** The opcodes of plain values. */
    private static final class Opcodes {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        void op(int opcode) {
            bytes.write(opcode);
        }

        int size() {
            return bytes.size();
        }

        byte[] take() {
            byte[] all = bytes.toByteArray();
            bytes.reset();
            return all;
        }

        void whole(long number) {
            if (number >= 0 && number < 1 << 8) {
                op('K');
                little(number, 1);
            } else if (number >= 0 && number < 1 << 16) {
                op('M');
                little(number, 2);
            } else if (number == (int) number) {
                op('J');
                little(number, 4);
            } else {
                byte[] big = BigInteger.valueOf(number).toByteArray();
                op(0x8a);
                little(big.length, 1);
                for (int i = big.length - 1; i >= 0; i--) {
                    bytes.write(big[i]);
                }
            }
        }

        void fraction(double number) {
            op('G');
            long bits = Double.doubleToLongBits(number);
            for (int shift = 56; shift >= 0; shift -= 8) {
                bytes.write((int) (bits >>> shift));
            }
        }

        void text(byte[] utf8) {
            sized(utf8, 0x8c, 'X');
        }

        void bytes(byte[] raw) {
            sized(raw, 'C', 'B');
        }

        private void sized(byte[] content, int shortForm, int longForm) {
            boolean small = content.length < 1 << 8;
            op(small ? shortForm : longForm);
            little(content.length, small ? 1 : 4);
            bytes.writeBytes(content);
        }

        void get(int place) {
            boolean small = place < 1 << 8;
            op(small ? 'h' : 'j');
            little(place, small ? 1 : 4);
        }

        void eightBytes(long number) {
            little(number, 8);
        }

        private void little(long number, int size) {
            for (int i = 0; i < size; i++) {
                bytes.write((int) (number >>> 8 * i));
            }
        }
    }
}

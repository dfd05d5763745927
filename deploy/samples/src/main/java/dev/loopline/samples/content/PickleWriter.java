package dev.loopline.samples.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes Python pickles of protocol 4: None, flags, whole numbers, fractions, texts, lists, string-keyed dicts, instances and
 * paths. Not safe to share between threads.
 */
final class PickleWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** An instance of a class: module, name, attributes. */
    record Instance(String module, String name, Map<String, ? extends @Nullable Object> attributes) {}

    /** What {@code pathlib} pickles: the class and the parts. */
    record PathParts(String className, List<String> parts) {}

    private PickleWriter() {}

    /** The pickle of a value. */
    static byte[] pickle(@Nullable Object value) {
        PickleWriter writer = new PickleWriter();
        writer.out.write(0x80);
        writer.out.write(4);
        writer.value(value);
        writer.out.write('.');
        return writer.out.toByteArray();
    }

    private void value(@Nullable Object value) {
        if (value == null) {
            out.write('N');
        } else if (value instanceof Boolean flag) {
            out.write(flag ? 0x88 : 0x89);
        } else if (value instanceof Integer number) {
            out.write('J');
            out.writeBytes(littleEndian(number));
        } else if (value instanceof Double fraction) {
            out.write('G');
            out.writeBytes(ByteBuffer.allocate(Double.BYTES).putDouble(fraction).array());
        } else if (value instanceof String text) {
            text(text);
        } else if (value instanceof List<?> list) {
            list(list);
        } else if (value instanceof Map<?, ?> map) {
            map(map);
        } else if (value instanceof Instance instance) {
            instance(instance);
        } else if (value instanceof PathParts path) {
            global("pathlib", path.className());
            out.write('(');
            path.parts().forEach(this::text);
            out.write('t');
            out.write('R');
        } else {
            throw new IllegalArgumentException("A sample pickle cannot hold a " + value.getClass());
        }
    }

    private void text(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        out.write('X');
        out.writeBytes(littleEndian(bytes.length));
        out.writeBytes(bytes);
    }

    private void list(List<?> list) {
        out.write(']');
        out.write('(');
        list.forEach(this::value);
        out.write('e');
    }

    private void map(Map<?, ?> map) {
        out.write('}');
        out.write('(');
        map.forEach((key, value) -> {
            value(key);
            value(value);
        });
        out.write('u');
    }

    private void instance(Instance instance) {
        global(instance.module(), instance.name());
        out.write(')');
        out.write(0x81);
        map(instance.attributes());
        out.write('b');
    }

    private void global(String module, String name) {
        text(module);
        text(name);
        out.write(0x93);
    }

    private static byte[] littleEndian(int number) {
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }
}

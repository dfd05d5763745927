package dev.loopline.backfill.codesync;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;

/** Writes JSON as a Python literal: {@code True, False, None}, and text that any Python 3 reads the same. */
final class PythonLiteral {

    private static final String INDENT = "    ";

    /** Python refuses longer ones. */
    private static final int LONGEST_NUMBER = 4_000;

    private PythonLiteral() {}

    /**
     * @param indent how deep the line stands that the literal begins on
     */
    static String of(JsonNode value, int indent) {
        StringBuilder out = new StringBuilder();
        write(value, indent, out);
        return out.toString();
    }

    /** A text in quotation marks. */
    static String text(String value) {
        StringBuilder out = new StringBuilder("\"");
        value.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c == '\n') {
                out.append("\\n");
            } else if (c < ' '
                    || c == 0x7f
                    || c == 0x85
                    || c == 0x2028
                    || c == 0x2029
                    || Character.getType(c) == Character.SURROGATE) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }

    private static void write(JsonNode value, int indent, StringBuilder out) {
        if (value.isObject()) {
            object(value, indent, out);
        } else if (value.isArray()) {
            list(value, indent, out);
        } else if (value.isTextual()) {
            out.append(text(value.textValue()));
        } else if (value.isBoolean()) {
            out.append(value.booleanValue() ? "True" : "False");
        } else if (value.isNumber()) {
            String digits = value.asText();
            out.append(digits.length() > LONGEST_NUMBER ? text(digits) : digits);
        } else {
            out.append("None");
        }
    }

    private static void object(JsonNode object, int indent, StringBuilder out) {
        if (object.isEmpty()) {
            out.append("{}");
            return;
        }
        out.append("{\n");
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            out.append(INDENT.repeat(indent + 1)).append(text(field.getKey())).append(": ");
            write(field.getValue(), indent + 1, out);
            out.append(",\n");
        }
        out.append(INDENT.repeat(indent)).append('}');
    }

    private static void list(JsonNode list, int indent, StringBuilder out) {
        out.append('[');
        for (Iterator<JsonNode> items = list.elements(); items.hasNext(); ) {
            write(items.next(), indent + 1, out);
            out.append(items.hasNext() ? ", " : "");
        }
        out.append(']');
    }
}

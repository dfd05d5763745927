package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Iterator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON as Python spells it: {@code json.dumps(tree, sort_keys=True, ensure_ascii=False)}. Keys are sorted by code point,
 * which differs from Java's order beyond the basic plane; a number with a fraction has the fewest digits that give it back.
 */
final class PythonJson {

    /** Python writes an exponent from this power of ten on, and below {@link #FIRST_PLAIN}. */
    private static final int FIRST_LARGE = 16;

    private static final int FIRST_PLAIN = -4;
    private static final int DIGITS_OF_A_DOUBLE = 17;

    static final Comparator<String> BY_CODE_POINT = PythonJson::compare;

    private static final char FIRST_BEYOND = Character.MAX_SURROGATE + 1;

    private final StringBuilder out = new StringBuilder();

    private PythonJson() {}

    static String write(@Nullable JsonNode tree) {
        PythonJson json = new PythonJson();
        json.value(tree);
        return json.out.toString();
    }

    private void value(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            out.append("null");
        } else if (node.isObject()) {
            object(node);
        } else if (node.isArray()) {
            array(node);
        } else if (node.isTextual()) {
            text(node.textValue());
        } else if (node.isFloatingPointNumber()) {
            out.append(number(node.doubleValue()));
        } else {
            out.append(node.asText());
        }
    }

    private void object(JsonNode object) {
        TreeMap<String, JsonNode> sorted = new TreeMap<>(BY_CODE_POINT);
        object.properties().forEach(property -> sorted.put(property.getKey(), property.getValue()));
        out.append('{');
        String separator = "";
        for (var property : sorted.entrySet()) {
            out.append(separator);
            text(property.getKey());
            out.append(": ");
            value(property.getValue());
            separator = ", ";
        }
        out.append('}');
    }

    private void array(JsonNode array) {
        out.append('[');
        for (Iterator<JsonNode> items = array.elements(); items.hasNext(); ) {
            value(items.next());
            out.append(items.hasNext() ? ", " : "");
        }
        out.append(']');
    }

    /** As Java does, but for the first units that differ: half of a pair stands for more than any whole character. */
    private static int compare(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            char a = one.charAt(i);
            char b = other.charAt(i);
            if (a != b) {
                boolean pairs = Character.isSurrogate(a) != Character.isSurrogate(b)
                        && (a >= FIRST_BEYOND || b >= FIRST_BEYOND);
                return pairs ? Character.compare(b, a) : Character.compare(a, b);
            }
        }
        return Integer.compare(one.length(), other.length());
    }

    private void text(String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            switch (unit) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (unit < ' ') {
                        out.append("\\u%04x".formatted((int) unit));
                    } else {
                        out.append(unit);
                    }
                }
            }
        }
        out.append('"');
    }

    /** As {@code repr(float)}; the number is finite. */
    static String number(double number) {
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = shortest(number).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent < FIRST_PLAIN || exponent >= FIRST_LARGE) {
            String mantissa = shortest.movePointLeft(exponent).toPlainString();
            return "%se%s%02d".formatted(mantissa, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        return shortest.scale() > 0 ? shortest.toPlainString() : shortest.toPlainString() + ".0";
    }

    /** Java's own text of a double is not always the shortest before version 19. */
    private static BigDecimal shortest(double number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal rounded = exact;
        for (int digits = 1; digits <= DIGITS_OF_A_DOUBLE; digits++) {
            rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (rounded.doubleValue() == number) {
                break;
            }
        }
        return rounded;
    }
}

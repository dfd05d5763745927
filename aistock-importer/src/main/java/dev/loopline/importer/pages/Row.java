package dev.loopline.importer.pages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.loopline.contracts.codec.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A row as a page shows it: each value as text, a missing one as –. The names are those of the columns; a dot goes into an
 * object, as in {@code metrics.sharpe}. Immutable.
 *
 * @param tree the row
 */
public record Row(JsonNode tree) {

    /** What is shown in the place of a missing value. */
    static final String NONE = "–";

    private static final ObjectWriter PRETTY = Json.mapper().writerWithDefaultPrettyPrinter();
    private static final int MINUTES = "2025-01-31T12:00".length();
    private static final int SECONDS = "2025-01-31T12:00:00".length();
    private static final double KIB = 1024;

    public static List<Row> all(Iterable<? extends JsonNode> trees) {
        List<Row> rows = new ArrayList<>();
        trees.forEach(tree -> rows.add(new Row(tree)));
        return rows;
    }

    /** Whether there is a value: an empty text, list or object is none. */
    public boolean has(String name) {
        JsonNode value = value(name);
        return !value.isMissingNode()
                && !value.isNull()
                && !(value.isTextual() && value.textValue().isBlank())
                && !(value.isContainerNode() && value.isEmpty());
    }

    public String text(String name) {
        return has(name) ? value(name).asText() : NONE;
    }

    /** The value as it is, for addresses; empty if there is none. */
    public String raw(String name) {
        return has(name) ? value(name).asText() : "";
    }

    /** The value as a segment of a path. */
    public String segment(String name) {
        return PageLink.segment(raw(name));
    }

    public boolean is(String name, String expected) {
        return value(name).asText().equals(expected);
    }

    /** 0.1534 as 15.34%. */
    public String percent(String name) {
        return isFigure(name) ? format("%.2f%%", 100 * value(name).doubleValue()) : NONE;
    }

    /** With two decimals. */
    public String figure(String name) {
        return isFigure(name) ? format("%.2f", value(name).doubleValue()) : NONE;
    }

    /** With four decimals. */
    public String fine(String name) {
        return isFigure(name) ? format("%.4f", value(name).doubleValue()) : NONE;
    }

    /** The columns of the information coefficient, in the order in which pages show them. */
    public List<String> coefficients() {
        return List.of("ic", "rank_ic", "ic_ir");
    }

    /** How many elements a list has. */
    public String count(String name) {
        JsonNode value = value(name);
        return value.isArray() ? Integer.toString(value.size()) : NONE;
    }

    public List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        value(name).forEach(element -> texts.add(element.isValueNode() ? element.asText() : element.toString()));
        return texts;
    }

    public List<Row> rows(String name) {
        return all(value(name));
    }

    /** Date and minute of an ISO time, in UTC as it is recorded. */
    public String minute(String name) {
        return cut(name, MINUTES);
    }

    public String second(String name) {
        return cut(name, SECONDS);
    }

    /** A number of bytes. */
    public String bytes(String name) {
        return isFigure(name) ? bytes(value(name).doubleValue()) : NONE;
    }

    /** Objects and lists, indented. */
    public String json(String name) {
        try {
            return PRETTY.writeValueAsString(value(name));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree is JSON", e);
        }
    }

    static String bytes(double size) {
        if (size < KIB) {
            return format("%.0f B", size);
        }
        double kib = size / KIB;
        return kib < KIB ? format("%.1f KiB", kib) : format("%.1f MiB", kib / KIB);
    }

    private String cut(String name, int length) {
        String text = raw(name);
        if (text.isEmpty()) {
            return NONE;
        }
        return (text.length() > length ? text.substring(0, length) : text).replace('T', ' ');
    }

    private boolean isFigure(String name) {
        return value(name).isNumber() && Double.isFinite(value(name).doubleValue());
    }

    private JsonNode value(String name) {
        JsonNode value = tree;
        for (String part : name.split("\\.")) {
            value = value.path(part);
        }
        return value;
    }

    private static String format(String pattern, double value) {
        return String.format(Locale.ROOT, pattern, value);
    }
}

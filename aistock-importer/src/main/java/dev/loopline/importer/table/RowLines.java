package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows as a parameter: an array with one text per row, its values in the form that PostgreSQL casts to their columns' types.
 * Values end with control characters, which cleaned rows do not have. Pure.
 */
final class RowLines {

    /** As a table with one column {@code v}: the values of a row, as an array of texts. One parameter. */
    static final String TABLE =
            "(SELECT string_to_array(line, E'\\x1f', E'\\x1e') AS v FROM unnest(?::text[]) AS l (line)"
                    + " OFFSET 0) r";

    private static final char BETWEEN = 0x1F;
    private static final char NULL = 0x1E;

    private RowLines() {}

    /**
     * The lines of these rows.
     *
     * @param types of the columns
     * @throws IllegalArgumentException a value was not cleaned
     */
    static String[] of(Collection<ObjectNode> rows, List<String> columns, Map<String, String> types) {
        boolean[] json = new boolean[columns.size()];
        for (int i = 0; i < json.length; i++) {
            json[i] = isJson(types.get(columns.get(i)));
        }
        String[] lines = new String[rows.size()];
        StringBuilder line = new StringBuilder();
        int at = 0;
        for (ObjectNode row : rows) {
            line.setLength(0);
            for (int i = 0; i < json.length; i++) {
                append(i == 0 ? line : line.append(BETWEEN), row.get(columns.get(i)), json[i]);
            }
            lines[at++] = line.toString();
        }
        return lines;
    }

    private static boolean isJson(@Nullable String type) {
        return "jsonb".equals(type) || "json".equals(type);
    }

    private static void append(StringBuilder line, @Nullable JsonNode value, boolean isJson) {
        String text = text(value, isJson);
        if (text == null) {
            line.append(NULL);
            return;
        }
        if (text.indexOf(BETWEEN) >= 0 || text.indexOf(NULL) >= 0) {
            throw new IllegalArgumentException("a value was not cleaned: " + text);
        }
        line.append(text);
    }

    /** One column of all rows. */
    static @Nullable String[] column(Collection<ObjectNode> rows, String name) {
        @Nullable String[] values = new String[rows.size()];
        int at = 0;
        for (ObjectNode row : rows) {
            values[at++] = text(row.get(name), false);
        }
        return values;
    }

    private static @Nullable String text(@Nullable JsonNode value, boolean isJson) {
        if (value == null || value.isNull()) {
            return null;
        }
        return isJson || value.isContainerNode() ? value.toString() : value.asText();
    }
}

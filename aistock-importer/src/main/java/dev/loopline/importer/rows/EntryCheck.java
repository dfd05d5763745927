package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Sorts out the rows of one kind that cannot be stored: without key, with a key too long for an index, or the second with
 * the same key. Pure apart from the list of rejections that it fills.
 */
final class EntryCheck {

    /** A row of a B-tree index holds about 2,700 bytes; several columns share it. */
    private static final int LONGEST_KEY_BYTES = 1000;

    private EntryCheck() {}

    /**
     * @param kind for the rejections
     * @param required columns that may not be blank; the first is what tells the entry, of factors with the fingerprint
     */
    static List<ObjectNode> usable(
            String kind, List<ObjectNode> rows, List<String> required, List<Rejection> rejections) {
        List<ObjectNode> usable = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (ObjectNode row : rows) {
            String key = row.path(required.get(0)).asText();
            List<Rejection> faults = faults(kind, key, row, required);
            if (!faults.isEmpty()) {
                rejections.addAll(faults);
            } else if (!seen.add(key + "\n" + row.path("fingerprint").asText())) {
                rejections.add(new Rejection(
                        kind, key, required.get(0), "DUPLICATE_ENTRY", "the event holds the entry more than once"));
            } else {
                usable.add(row);
            }
        }
        return List.copyOf(usable);
    }

    /** A character has at most three bytes, so that most texts need not be encoded to know. */
    private static boolean isTooLong(String value) {
        return value.length() > LONGEST_KEY_BYTES / 3
                && value.getBytes(StandardCharsets.UTF_8).length > LONGEST_KEY_BYTES;
    }

    private static List<Rejection> faults(String kind, String key, ObjectNode row, List<String> required) {
        for (String column : required) {
            String value = row.path(column).asText();
            if (row.path(column).isNull() || value.isBlank()) {
                return List.of(new Rejection(kind, key, column, "FIELD_MISSING", "the entry has no " + column));
            }
            if (isTooLong(value)) {
                String brief = key.length() > 100 ? key.substring(0, 100) + "…" : key;
                return List.of(new Rejection(
                        kind,
                        brief,
                        column,
                        "FIELD_TOO_LONG",
                        column + " is longer than " + LONGEST_KEY_BYTES + " bytes"));
            }
        }
        return List.of();
    }
}

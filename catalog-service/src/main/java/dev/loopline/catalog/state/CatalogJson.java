package dev.loopline.catalog.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectWriter;
import dev.loopline.contracts.codec.Json;

/** How entries are spelled in the catalog files: two spaces for each level, as Python's {@code json.dump(indent=2)}. */
public final class CatalogJson {

    /** An entry stands in a list in an object: two levels deep. */
    public static final String INDENT = "    ";

    private static final String KEY = "\n" + INDENT + "  \"";
    private static final String COUNTS = KEY + "occurrence_count\": %d," + KEY + "variants\": %d\n";
    private static final String ONE_EACH = COUNTS.formatted(1, 1);

    private static final ObjectWriter PRETTY = Json.mapper().writer(printer());

    private CatalogJson() {}

    /** The text of an entry, without indentation of its first line. */
    public static String entry(Object value) {
        try {
            return PRETTY.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("not writable as JSON", e);
        }
    }

    /**
     * The text of a factor entry with these counts instead of 1. They are the last keys of the entry, at its own level: deeper
     * keys stand further to the right, and no text holds a line break.
     */
    static String counted(String factorEntry, long occurrences, long variants) {
        return occurrences == 1 && variants == 1
                ? factorEntry
                : factorEntry.replace(ONE_EACH, COUNTS.formatted(occurrences, variants));
    }

    private static DefaultPrettyPrinter printer() {
        // Every line break brings the indentation at which the entry stands.
        DefaultIndenter twoSpaces = new DefaultIndenter("  ", "\n" + INDENT);
        Separators separators = Separators.createDefaultInstance()
                .withObjectFieldValueSpacing(Separators.Spacing.AFTER)
                .withObjectEmptySeparator("")
                .withArrayEmptySeparator("");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(separators);
        printer.indentArraysWith(twoSpaces);
        printer.indentObjectsWith(twoSpaces);
        return printer;
    }
}

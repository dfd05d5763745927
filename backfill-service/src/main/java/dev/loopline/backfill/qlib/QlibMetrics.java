package dev.loopline.backfill.qlib;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The figures of a backtest: the rows of {@code qlib_res.csv}, a metric and its value in each, in no fixed order, below the
 * header {@code ,0}; or, where that file is not there, what RD-Agent's session kept of them.
 *
 * @param rows metric to number, text, or null where the value is missing or not finite; in the order of the file
 * @param ofSession whether they stand in the session only
 */
public record QlibMetrics(ObjectNode rows, boolean ofSession) {

    private static final Set<String> MISSING = Set.of("", "nan", "none", "null", "na", "<na>");
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?");
    private static final Set<String> INFINITE = Set.of("inf", "-inf", "+inf", "infinity", "-infinity", "+infinity");

    /** The figures that a session kept; empty if there are none. */
    public static Optional<QlibMetrics> ofSession(Map<String, Double> figures) {
        ObjectNode metrics = JsonNodeFactory.instance.objectNode();
        figures.forEach((name, value) -> {
            if (Double.isFinite(value)) {
                metrics.put(name, value);
            }
        });
        return metrics.isEmpty() ? Optional.empty() : Optional.of(new QlibMetrics(metrics, true));
    }

    /**
     * Reads the file's text.
     *
     * @param subject how notes name the file
     * @return empty, with a note, if it holds no row
     */
    public static Optional<QlibMetrics> parse(String text, String subject, Notes notes) {
        ObjectNode metrics = JsonNodeFactory.instance.objectNode();
        List<List<String>> rows = CsvRows.of(text);
        for (int i = 0; i < rows.size(); i++) {
            List<String> row = rows.get(i);
            String name = row.get(0).strip();
            if (i == 0 && (name.isEmpty() || name.startsWith("Unnamed:"))) {
                continue;
            }
            if (name.isEmpty() || row.size() != 2) {
                notes.add("CSV_ROW_SKIPPED", subject, "Row " + (i + 1) + " is not a metric and its value.");
                continue;
            }
            if (metrics.has(name)) {
                notes.add(
                        "CSV_ROW_SKIPPED", subject, "The metric '" + name + "' is there twice; the first one counts.");
                continue;
            }
            put(metrics, name, row.get(1).strip(), subject, notes);
        }
        if (metrics.isEmpty()) {
            notes.add("CSV_UNREADABLE", subject, "It holds no metric.");
            return Optional.empty();
        }
        return Optional.of(new QlibMetrics(metrics, false));
    }

    /** Whether at least one metric is a number. */
    public boolean hasNumber() {
        for (var value : rows) {
            if (value.isNumber()) {
                return true;
            }
        }
        return false;
    }

    private static void put(ObjectNode metrics, String name, String value, String subject, Notes notes) {
        String lower = value.toLowerCase(Locale.ROOT);
        if (MISSING.contains(lower) || INFINITE.contains(lower)) {
            notes.add("VALUE_NOT_FINITE", subject + ": " + name, "'" + value + "' was taken as missing.");
            metrics.putNull(name);
            return;
        }
        if (!NUMBER.matcher(value).matches()) {
            metrics.put(name, value);
            return;
        }
        double number = Double.parseDouble(value);
        if (Double.isFinite(number)) {
            metrics.put(name, number);
        } else {
            notes.add("VALUE_NOT_FINITE", subject + ": " + name, "'" + value + "' was taken as missing.");
            metrics.putNull(name);
        }
    }
}

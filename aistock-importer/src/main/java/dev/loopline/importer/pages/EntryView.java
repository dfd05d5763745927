package dev.loopline.importer.pages;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One factor, model or strategy as its page shows it.
 *
 * @param row its row in the catalog
 * @param heading its name
 * @param loopLink the page of its loop; null if it has none
 * @param fields columns whose values are short
 * @param absent columns without a value, named together
 * @param trees columns that hold objects or lists, shown when opened
 * @param parts what a factor has besides
 */
public record EntryView(
        Row row,
        String heading,
        @Nullable String loopLink,
        List<String> fields,
        List<String> absent,
        List<String> trees,
        FactorParts parts) {

    private static final Set<String> EXACT = Set.of(
            "expression",
            "formula_hint",
            "fingerprint",
            "config_fingerprint",
            "log_dir",
            "impl_module",
            "impl_func",
            "experiment_id");

    public EntryView {
        fields = List.copyOf(fields);
        absent = List.copyOf(absent);
        trees = List.copyOf(trees);
    }

    /** Whether every letter of the value counts: letters are wide, and none run together. */
    public boolean isExact(String column) {
        return EXACT.contains(column) || column.endsWith("_id") || column.endsWith("_path");
    }
}

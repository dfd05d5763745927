package dev.loopline.importer.pages;

import java.util.List;
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
 * @param code its code; null if there is none
 * @param loops the loops in which a factor occurs
 */
public record EntryView(
        Row row,
        String heading,
        @Nullable String loopLink,
        List<String> fields,
        List<String> absent,
        List<String> trees,
        @Nullable String code,
        List<Row> loops) {

    public EntryView {
        fields = List.copyOf(fields);
        absent = List.copyOf(absent);
        trees = List.copyOf(trees);
        loops = List.copyOf(loops);
    }
}

package dev.loopline.backfill.qlib;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.parquet.ParquetColumns;
import dev.loopline.backfill.workspace.CleanText;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code combined_factors_df.parquet}: the evolved factors that the backtest was given beside the baseline features, one
 * column each. pandas writes a column of two levels as the text of a tuple, {@code ('feature', 'Momentum_5D')}.
 */
public final class FactorTable {

    private static final String FILE = "combined_factors_df.parquet";
    private static final Pattern TUPLE = Pattern.compile("\\('(\\w+)',\\s*['\"](.+)['\"]\\)");
    private static final Set<String> INDEX = Set.of("datetime", "instrument", "index", "level_0", "level_1");
    private static final int MOST = 5_000;

    private FactorTable() {}

    /** The factors' names, in the order of the columns, each once; none if there is no such table. */
    public static List<String> factors(WorkspaceFolder workspace, Notes notes) throws IOException {
        Set<String> names = new LinkedHashSet<>();
        for (String column : ParquetColumns.of(workspace, FILE, notes)) {
            Matcher tuple = TUPLE.matcher(column);
            boolean isTuple = tuple.matches();
            String name = CleanText.of(isTuple ? tuple.group(2) : column).strip();
            boolean isLabel = isTuple && tuple.group(1).equals("label");
            if (!isLabel && !name.isEmpty() && !INDEX.contains(name) && !name.startsWith("__index_level_")) {
                names.add(name);
            }
        }
        if (names.size() > MOST) {
            notes.add(
                    "TOO_MANY_FACTORS",
                    workspace.subject(FILE),
                    "Of its " + names.size() + " columns " + MOST + " are taken.");
        }
        return names.stream().limit(MOST).toList();
    }
}

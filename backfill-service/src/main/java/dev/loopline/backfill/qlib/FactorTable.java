package dev.loopline.backfill.qlib;

import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.parquet.ParquetColumns;
import dev.loopline.backfill.workspace.CleanText;
import dev.loopline.backfill.workspace.WorkspaceFolder;
import dev.loopline.contracts.ResultFiles;
import dev.loopline.kit.pickle.PickleRefusedException;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The table of factors that the backtest was given beside its base features, one column each. pandas writes a column of two
 * levels into Parquet as the text of a tuple, {@code ('feature', 'Momentum_5D')}; RD-Agent 0.3 pickled the table.
 */
public final class FactorTable {

    private static final Pattern TUPLE = Pattern.compile("\\('(\\w+)',\\s*['\"](.+)['\"]\\)");
    private static final Set<String> INDEX = Set.of("datetime", "instrument", "index", "level_0", "level_1");
    private static final String LABEL = "label";
    private static final int MOST = 5_000;

    private FactorTable() {}

    /** The factors' names, in the order of the columns, each once; none if there is no such table. */
    public static List<String> factors(WorkspaceFolder workspace, Notes notes) throws IOException {
        Optional<String> file =
                ResultFiles.FACTOR_TABLES.stream().filter(workspace::has).findFirst();
        if (file.isEmpty()) {
            return List.of();
        }
        Set<String> names = new LinkedHashSet<>();
        List<List<String>> columns = file.get().endsWith(".pkl")
                ? pickled(workspace, file.get(), notes)
                : ParquetColumns.of(workspace, file.get(), notes).stream()
                        .map(FactorTable::levels)
                        .toList();
        for (List<String> levels : columns) {
            String name = CleanText.of(levels.get(levels.size() - 1)).strip();
            boolean isLabel = levels.size() > 1 && levels.get(0).equals(LABEL);
            if (!isLabel && !name.isEmpty() && !INDEX.contains(name) && !name.startsWith("__index_level_")) {
                names.add(name);
            }
        }
        if (names.size() > MOST) {
            notes.add(
                    "TOO_MANY_FACTORS",
                    workspace.subject(file.get()),
                    "Of its " + names.size() + " columns " + MOST + " are taken.");
        }
        return names.stream().limit(MOST).toList();
    }

    private static List<String> levels(String column) {
        Matcher tuple = TUPLE.matcher(column);
        return tuple.matches() ? List.of(tuple.group(1), tuple.group(2)) : List.of(column);
    }

    private static List<List<String>> pickled(WorkspaceFolder workspace, String file, Notes notes) throws IOException {
        try {
            Optional<List<List<String>>> columns =
                    workspace.parse(file, PickledTable::columns).flatMap(one -> one);
            if (columns.isEmpty()) {
                notes.add("PICKLE_UNREADABLE", workspace.subject(file), "It holds no table that is known here.");
            }
            return columns.orElse(List.of());
        } catch (PickleRefusedException e) {
            notes.add("PICKLE_UNREADABLE", workspace.subject(file), "Its columns are not known: " + e.getMessage());
            return List.of();
        }
    }
}

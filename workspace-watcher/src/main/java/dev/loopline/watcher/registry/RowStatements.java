package dev.loopline.watcher.registry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The statements of a change for a table as it was found: only columns that are there and can be written. Pure. */
final class RowStatements {

    /** A statement with its parameters. */
    record Statement(String sql, @Nullable Object[] parameters) {}

    private RowStatements() {}

    /** Changes the row if it is there; null if the table has no column that the change is about. */
    static @Nullable Statement update(FoundTable found, RowChange change) {
        List<String> assignments = new ArrayList<>();
        List<@Nullable Object> parameters = new ArrayList<>();
        for (RowChange.Value value : change.values()) {
            if (value.rule() != RowChange.Rule.ONLY_NEW && found.isWritable(value.column())) {
                assignments.add(value.column() + " = " + value.rule().expression(value.column()));
                parameters.add(usable(found, change, value));
            }
        }
        if (assignments.isEmpty()) {
            return null;
        }
        parameters.addAll(keyParameters(found, change));
        parameters.addAll(change.conditionParameters());
        return new Statement(
                "UPDATE " + found.name() + " SET " + String.join(", ", assignments) + where(found, change)
                        + (change.condition().isEmpty() ? "" : " AND " + change.condition()),
                parameters.toArray());
    }

    static Statement insert(FoundTable found, RowChange change) {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        List<String> key = change.table().key();
        for (int i = 0; i < key.size(); i++) {
            row.put(key.get(i), change.key().get(i));
        }
        change.values().stream()
                .filter(value -> value.value() != null && found.isWritable(value.column()))
                .forEach(value -> row.put(value.column(), value.value()));
        found.columns().forEach((name, column) -> {
            boolean numbered = column.inKey() && column.type().equals("INTEGER");
            if (column.required() && !column.generated() && !numbered && row.get(name) == null) {
                row.put(name, column.neutral(change.keyText()));
            }
        });
        String columns =
                row.keySet().stream().map(name -> found.column(name).quoted()).collect(Collectors.joining(", "));
        return new Statement(
                "INSERT INTO " + found.name() + " (" + columns + ") VALUES (" + marks(row.size()) + ")",
                row.values().toArray());
    }

    /** Asks whether the row is there. */
    static Statement exists(FoundTable found, RowChange change) {
        return new Statement(
                "SELECT COUNT(*) FROM " + found.name() + where(found, change),
                keyParameters(found, change).toArray());
    }

    static Statement delete(FoundTable found, RowChange change) {
        return new Statement(
                "DELETE FROM " + found.name() + where(found, change),
                keyParameters(found, change).toArray());
    }

    /** Puts the row as it is in the table that was found into ours, under the key as we write it. */
    static Statement copy(FoundTable found, RowChange change, String refusal) {
        RdAgentTable table = change.table();
        List<String> columns = table.columns().stream()
                .filter(name ->
                        found.columns().containsKey(name) && !table.key().contains(name))
                .toList();
        List<@Nullable Object> parameters = new ArrayList<>(change.key());
        parameters.add(refusal);
        parameters.addAll(keyParameters(found, change));
        String others = columns.stream().map(name -> ", " + name).collect(Collectors.joining());
        return new Statement(
                "INSERT OR IGNORE INTO " + table.kept() + " (" + String.join(", ", table.key()) + ", "
                        + FoundTable.REFUSAL
                        + others + ") SELECT " + marks(table.key().size() + 1) + others + " FROM " + found.name()
                        + where(found, change) + " LIMIT 1",
                parameters.toArray());
    }

    private static String where(FoundTable found, RowChange change) {
        return change.table().key().stream()
                .map(name -> found.column(name).isUntyped() ? name + " IN (?, CAST(? AS TEXT))" : name + " = ?")
                .collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private static List<@Nullable Object> keyParameters(FoundTable found, RowChange change) {
        List<@Nullable Object> parameters = new ArrayList<>();
        List<String> key = change.table().key();
        for (int i = 0; i < key.size(); i++) {
            parameters.add(change.key().get(i));
            if (found.column(key.get(i)).isUntyped()) {
                parameters.add(change.key().get(i));
            }
        }
        return parameters;
    }

    /** A column that must not be null gets a neutral value instead, where null would be written. */
    private static @Nullable Object usable(FoundTable found, RowChange change, RowChange.Value value) {
        FoundTable.Column column = found.column(value.column());
        boolean writesNull = value.value() == null && value.rule() == RowChange.Rule.SET;
        return writesNull && column.notNull() ? column.neutral(change.keyText()) : value.value();
    }

    static String marks(int count) {
        return String.join(", ", java.util.Collections.nCopies(count, "?"));
    }
}

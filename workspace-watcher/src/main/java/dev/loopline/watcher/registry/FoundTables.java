package dev.loopline.watcher.registry;

import dev.loopline.kit.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * RD-Agent's tables as they were found, and which rows they do not take. A row that a table refuses is kept in a table of
 * ours ({@code loopline_kept_…}) and read from there; the table that was found stays as its owner made it. Safe for all
 * threads; what is pending belongs to the thread that writes.
 */
final class FoundTables {

    private static final String EXISTS = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?";

    private volatile Map<RdAgentTable, FoundTable> tables = Map.of();
    private volatile Set<RdAgentTable> kept = Set.of();
    private final Set<RdAgentTable> pending = EnumSet.noneOf(RdAgentTable.class);
    private final Map<RdAgentTable, String> abandoned = new ConcurrentHashMap<>();

    /** Looks at the tables; what was abandoned gets another chance. */
    void read(Sql session) throws SQLException {
        Map<RdAgentTable, FoundTable> found = new EnumMap<>(RdAgentTable.class);
        Set<RdAgentTable> keeping = EnumSet.noneOf(RdAgentTable.class);
        for (RdAgentTable table : RdAgentTable.values()) {
            found.put(table, FoundTable.read(session, table));
            if (session.number(EXISTS, table.kept()) > 0) {
                keeping.add(table);
            }
        }
        tables = found;
        kept = keeping;
        abandoned.clear();
    }

    FoundTable of(RdAgentTable table) {
        return Objects.requireNonNull(tables.get(table));
    }

    /** Why the table is not written at all; null if it is. */
    @Nullable
    String unwritable(RdAgentTable table) {
        String reason = abandoned.get(table);
        return reason == null ? of(table).unwritable() : reason;
    }

    /** The table is not written any more until its definition changes. */
    void abandon(RdAgentTable table, String reason) {
        abandoned.put(table, reason);
    }

    /** Whether rows are kept for it, as the transaction at work sees it. */
    boolean isKept(RdAgentTable table) {
        return kept.contains(table) || pending.contains(table);
    }

    /** Rows are kept for it from this transaction on. */
    void keep(RdAgentTable table) {
        pending.add(table);
    }

    void committed() {
        if (!pending.isEmpty()) {
            Set<RdAgentTable> all = EnumSet.copyOf(pending);
            all.addAll(kept);
            kept = all;
            pending.clear();
        }
    }

    void rolledBack() {
        pending.clear();
    }

    /** What to select from for what RD-Agent recorded: its rows, then those that are only kept. */
    String theirs(RdAgentTable table) {
        return source(table, false);
    }

    /** What to select from for what Loopline recorded: the rows that are kept, then those of the table. */
    String ours(RdAgentTable table) {
        return source(table, true);
    }

    private String source(RdAgentTable table, boolean keptFirst) {
        FoundTable found = of(table);
        boolean keeps = kept.contains(table);
        boolean complete = found.names().containsAll(table.columns());
        if (complete && !keeps) {
            return table.table();
        }
        String columns = String.join(", ", table.columns());
        List<String> parts = new ArrayList<>();
        if (found.isReadable()) {
            parts.add("SELECT " + found.selected() + " FROM " + table.table()
                    + (keeps && keptFirst ? others(table, table.table(), table.kept()) : ""));
        }
        if (keeps) {
            parts.add("SELECT " + columns + " FROM " + table.kept()
                    + (found.isReadable() && !keptFirst ? others(table, table.kept(), table.table()) : ""));
        }
        if (parts.isEmpty()) {
            parts.add("SELECT "
                    + table.columns().stream().map(name -> "NULL AS " + name).collect(Collectors.joining(", "))
                    + " WHERE 0");
        }
        return "(" + String.join(" UNION ALL ", parts) + ")";
    }

    private static String others(RdAgentTable table, String from, String than) {
        String same = table.key().stream()
                .map(name -> "other." + name + " = " + from + "." + name)
                .collect(Collectors.joining(" AND "));
        return " WHERE NOT EXISTS (SELECT 1 FROM " + than + " AS other WHERE " + same + ")";
    }

    /** What is unusual, one sentence for each table, for people. */
    List<String> notes(Sql session) throws SQLException {
        List<String> notes = new ArrayList<>();
        for (RdAgentTable table : RdAgentTable.values()) {
            FoundTable found = of(table);
            if (!found.isReadable()) {
                String lacking = table.key().stream()
                        .filter(name -> !found.names().contains(name))
                        .collect(Collectors.joining(", "));
                notes.add(table.table() + " cannot be read, because it is a view "
                        + (found.problem() == null
                                ? "without column " + lacking
                                : "that fails (" + found.problem() + ")")
                        + "; mend the view, or rename it so that RD-Agent's table can take its place");
            }
            if (kept.contains(table)) {
                session.list(
                        "SELECT COUNT(*), refusal FROM " + table.kept() + " GROUP BY refusal ORDER BY 1 DESC LIMIT 3",
                        row -> notes.add(row.getString(1) + " rows of " + table.table() + " are kept in " + table.kept()
                                + ", because " + row.getString(2)
                                + "; AIstock misses nothing, other programs do not see them; they go back once the table takes"
                                + " them"));
            }
        }
        return notes;
    }
}

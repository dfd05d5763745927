package dev.loopline.importer.table;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows that were made into lines before a transaction begins, so that nobody waits for that. Whoever hands in a row does not
 * change it any more. Not safe for several threads.
 */
public final class ReadyLines {

    private final ColumnTypes types;
    private final Map<ObjectNode, String> lines = new IdentityHashMap<>();

    public ReadyLines(ColumnTypes types) {
        this.types = types;
    }

    /** Makes the lines of rows for a table. As long as the types of its columns were never read, later will do. */
    public void make(TableUpsert table, Collection<ObjectNode> rows) {
        Map<String, String> known = types.ifKnown(table.table());
        if (known == null) {
            return;
        }
        String[] made = table.lines(rows, known);
        int at = 0;
        for (ObjectNode row : rows) {
            lines.put(row, made[at++]);
        }
    }

    /** The line of a row; null if it is still to be made. */
    @Nullable
    String of(ObjectNode row) {
        return lines.get(row);
    }

    ColumnTypes types() {
        return types;
    }
}

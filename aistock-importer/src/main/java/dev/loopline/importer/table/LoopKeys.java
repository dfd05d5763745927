package dev.loopline.importer.table;

import dev.loopline.contracts.LoopKey;
import java.util.Collection;

/** Keys of loops as two parameters of a statement. Pure. */
public final class LoopKeys {

    /** As a table {@code k}, with two parameters: those of {@link #taskRuns} and {@link #loops}. */
    public static final String TABLE = "unnest(?::text[], ?::integer[]) AS k (task_run_id, loop_id)";

    private LoopKeys() {}

    /**
     * Joins the row of each key by its index, one after the other. As a plain join it would be planned for the empty table of
     * the first start, as a scan of all rows, and the plan is kept.
     */
    public static String lookUp(String table, String alias) {
        return " CROSS JOIN LATERAL (SELECT * FROM " + table
                + " x WHERE x.task_run_id = k.task_run_id AND x.loop_id = k.loop_id LIMIT 1) " + alias;
    }

    public static String[] taskRuns(Collection<LoopKey> keys) {
        return keys.stream().map(LoopKey::taskRunId).toArray(String[]::new);
    }

    public static Integer[] loops(Collection<LoopKey> keys) {
        return keys.stream().map(LoopKey::loopId).toArray(Integer[]::new);
    }
}

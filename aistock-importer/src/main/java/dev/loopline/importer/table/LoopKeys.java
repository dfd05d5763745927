package dev.loopline.importer.table;

import dev.loopline.contracts.LoopKey;
import java.util.Collection;

/** Keys of loops as two parameters of a statement. Pure. */
public final class LoopKeys {

    /** As a table {@code k}, with two parameters: those of {@link #taskRuns} and {@link #loops}. */
    public static final String TABLE = "unnest(?::text[], ?::integer[]) AS k (task_run_id, loop_id)";

    private LoopKeys() {}

    public static String[] taskRuns(Collection<LoopKey> keys) {
        return keys.stream().map(LoopKey::taskRunId).toArray(String[]::new);
    }

    public static Integer[] loops(Collection<LoopKey> keys) {
        return keys.stream().map(LoopKey::loopId).toArray(Integer[]::new);
    }
}

package dev.loopline.catalog.rebuild;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which loops are rebuilt. What is null does not limit.
 *
 * @param taskRunId only this task run
 * @param loopId only this loop of it
 * @param from only loops that finished then or later
 * @param before only loops that finished earlier than this
 */
public record RebuildScope(
        @Nullable String taskRunId,
        @Nullable Integer loopId,
        @Nullable Instant from,
        @Nullable Instant before) {

    /** @throws IllegalArgumentException if no loop can be meant */
    public RebuildScope {
        if (loopId != null && taskRunId == null) {
            throw new IllegalArgumentException("loop_id needs task_run_id: loops are numbered within their task run");
        }
        if (taskRunId != null) {
            new LoopKey(taskRunId, loopId == null ? 0 : loopId);
        }
        if (from != null && before != null && !from.isBefore(before)) {
            throw new IllegalArgumentException("the range ends before it begins");
        }
    }

    /** Everything. */
    @JsonIgnore
    public boolean isWhole() {
        return taskRunId == null && !hasTimes();
    }

    @JsonIgnore
    public boolean hasTimes() {
        return from != null || before != null;
    }

    /** Whether the loop is meant, as far as its key tells. */
    public boolean mayHold(LoopKey key) {
        return (taskRunId == null || taskRunId.equals(key.taskRunId())) && (loopId == null || loopId == key.loopId());
    }

    /** Whether the loop is meant. */
    public boolean holds(LoopKey key, Instant finishedAt) {
        return mayHold(key)
                && (from == null || !finishedAt.isBefore(from))
                && (before == null || finishedAt.isBefore(before));
    }
}

package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loopline.contracts.HomeId;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One loop as RD-Agent recorded it.
 *
 * @param taskRunId see {@link LoopKey}
 * @param loopId see {@link LoopKey}
 * @param scenario class name of RD-Agent's loop object
 * @param action {@code factor} or {@code model}; null where RD-Agent did not say
 * @param status {@code success}, {@code failed}, {@code unknown}, {@code legacy}, as recorded; means that the loop ran
 *     through, not that its idea was accepted
 * @param startedAtUtc as recorded, usually ISO-8601
 * @param endedAtUtc as recorded, usually ISO-8601
 * @param logDir as recorded, in the spelling of the machine that wrote it
 * @param logDirHomeRelative where that folder is, relative to the RD-Agent home; null if it is not in it
 * @param logTracePath the session folder of the task run, as recorded
 * @param evidence why the loop is taken to be finished
 * @param finishedAt when it finished according to that evidence; from the data, never from the watcher's clock
 * @param home the RD-Agent home that it lies in, see {@link HomeId}; null, and not written, in events of a build that knew one
 *     home only
 */
public record Loop(
        String taskRunId,
        int loopId,
        @Nullable String scenario,
        @Nullable String action,
        String status,
        @Nullable String startedAtUtc,
        @Nullable String endedAtUtc,
        @Nullable String logDir,
        @Nullable String logDirHomeRelative,
        @Nullable String logTracePath,
        CompletionEvidence evidence,
        Instant finishedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String home) {

    public Loop {
        new LoopKey(taskRunId, loopId);
        HomeId.check(home);
    }

    @JsonIgnore
    public LoopKey key() {
        return new LoopKey(taskRunId, loopId);
    }
}

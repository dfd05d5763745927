package dev.loopline.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.LoopKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which loops a command means; without any option, all. */
final class LoopScope {

    @Option(
            names = {"--task-run-id", "--task_run_id"},
            paramLabel = "ID")
    private @Nullable String taskRunId;

    @Option(
            names = {"--loop-id", "--loop_id"},
            paramLabel = "N")
    private @Nullable Integer loopId;

    @Option(names = "--start-date", paramLabel = "DAY")
    private @Nullable String startDate;

    @Option(names = "--end-date", paramLabel = "DAY")
    private @Nullable String endDate;

    /** @throws IllegalArgumentException if the options contradict each other or cannot be read */
    void check() {
        if (loopId != null && taskRunId == null) {
            throw new IllegalArgumentException(Texts.text("scope.loop"));
        }
        from();
        before();
    }

    boolean mayHold(LoopKey key) {
        return (taskRunId == null || taskRunId.equals(key.taskRunId())) && (loopId == null || loopId == key.loopId());
    }

    boolean hasTimes() {
        return startDate != null || endDate != null;
    }

    boolean holds(Instant finishedAt) {
        Instant from = from();
        Instant before = before();
        return (from == null || !finishedAt.isBefore(from)) && (before == null || finishedAt.isBefore(before));
    }

    /** The same for a service. */
    void addTo(ObjectNode body) {
        body.put("task_run_id", taskRunId);
        body.put("loop_id", loopId);
        Instant from = from();
        Instant before = before();
        body.put("from", from == null ? null : from.toString());
        body.put("before", before == null ? null : before.toString());
    }

    private @Nullable Instant from() {
        return startDate == null ? null : time(startDate, 0);
    }

    private @Nullable Instant before() {
        return endDate == null ? null : time(endDate, 1);
    }

    private static Instant time(String text, int daysAfter) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text)
                            .plusDays(daysAfter)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(Texts.text("scope.time", text), e);
        }
    }
}

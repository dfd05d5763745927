package dev.loopline.watcher.request;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.http.ProblemException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /api/backfills}; every part may be left out.
 *
 * @param requestId an id for it, a UUID, by which a caller that got no answer may ask again; made up where it is left out
 * @param mode {@code backfill} (default), {@code solidify-all} (loops with a result and without a bundle; with
 *     {@code overwriteJson} every loop, as the guide's full backfill), {@code materialize-pending} (loops whose metadata is
 *     not done)
 * @param taskRunId only this task run
 * @param loopId only this loop of it
 * @param startDate only loops that finished on or after this day, {@code YYYY-MM-DD}, UTC
 * @param endDate only loops that finished on or before this day
 * @param allTaskRuns says that all task runs are meant; needed where no task run is named
 * @param onlyExperimentWorkspace whether metadata files are written in the experiment workspaces only
 * @param overwriteJson whether existing metadata files are written anew
 * @param dryRun only say which loops are meant
 */
public record BackfillRequest(
        @Nullable String requestId,
        @Nullable String mode,
        @Nullable String taskRunId,
        @Nullable Integer loopId,
        @Nullable String startDate,
        @Nullable String endDate,
        boolean allTaskRuns,
        boolean onlyExperimentWorkspace,
        boolean overwriteJson,
        boolean dryRun) {

    static final String BACKFILL = "backfill";
    static final String SOLIDIFY_ALL = "solidify-all";
    static final String MATERIALIZE_PENDING = "materialize-pending";
    private static final Set<String> MODES = Set.of(BACKFILL, SOLIDIFY_ALL, MATERIALIZE_PENDING);

    private static final Pattern REQUEST_ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    /** Refuses what makes no sense, each with one sentence. */
    void check() {
        if (!MODES.contains(effectiveMode())) {
            throw invalid("mode is backfill, solidify-all or materialize-pending, not '" + mode + "'");
        }
        if (requestId != null && !REQUEST_ID.matcher(requestId).matches()) {
            throw invalid("request_id is a UUID, not '" + requestId + "'");
        }
        boolean named = taskRunId != null;
        if (named && !LoopKey.isTaskRunId(Objects.requireNonNull(taskRunId))) {
            throw invalid("'" + taskRunId + "' cannot be a task run id");
        }
        if (loopId != null && (!named || loopId < 0)) {
            throw invalid("loop_id is a number from 0 and goes with a task_run_id");
        }
        if (named && allTaskRuns) {
            throw invalid("either task_run_id or all_task_runs, not both");
        }
        if (!named && !allTaskRuns && !effectiveMode().equals(MATERIALIZE_PENDING)) {
            throw invalid("say which loops: task_run_id, or all_task_runs");
        }
        LocalDate start = day(startDate);
        LocalDate end = day(endDate);
        if (start != null && end != null && end.isBefore(start)) {
            throw invalid("end_date is before start_date");
        }
    }

    String effectiveMode() {
        return mode == null ? BACKFILL : mode;
    }

    /** Whether the request is about this loop, whatever its mode and its days are. */
    boolean names(LoopKey loop) {
        return (taskRunId == null || taskRunId.equals(loop.taskRunId())) && (loopId == null || loopId == loop.loopId());
    }

    /** Whether a loop that finished then is within the days asked for. */
    boolean covers(Instant finishedAt) {
        LocalDate day = finishedAt.atZone(ZoneOffset.UTC).toLocalDate();
        LocalDate start = day(startDate);
        LocalDate end = day(endDate);
        return (start == null || !day.isBefore(start)) && (end == null || !day.isAfter(end));
    }

    boolean hasDates() {
        return startDate != null || endDate != null;
    }

    private static @Nullable LocalDate day(@Nullable String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw invalid("a date is written YYYY-MM-DD, not '" + text + "'");
        }
    }

    private static ProblemException invalid(String sentence) {
        return new ProblemException(400, "INVALID_REQUEST", sentence);
    }
}

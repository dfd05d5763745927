package dev.loopline.watcher.request;

import org.jspecify.annotations.Nullable;

/**
 * A loop of a request, in the answer of {@code GET /api/backfills/{id}/loops}.
 *
 * @param taskRunId the task run
 * @param loopId the loop
 * @param state {@code waiting}, {@code registered}, {@code backfilled}, {@code bundled}, {@code imported}, {@code
 *     without_result}, {@code failed}, {@code skipped}
 * @param revision the revision that the request gave it; null before, and where it got none
 * @param reason why it failed or was skipped
 */
public record RequestedLoop(
        String taskRunId,
        int loopId,
        String state,
        @Nullable Long revision,
        @Nullable String reason) {}

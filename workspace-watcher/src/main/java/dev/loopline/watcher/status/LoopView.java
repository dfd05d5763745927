package dev.loopline.watcher.status;

import org.jspecify.annotations.Nullable;

/**
 * A loop in the answer of {@code GET /api/loops}.
 *
 * @param taskRunId the task run
 * @param loopId the loop
 * @param state {@code running}, {@code settling}, {@code waiting}, {@code rejected} (it ended without a result, and nothing
 *     of it is here) for loops that are not registered; {@code registered},
 *     {@code backfilled}, {@code bundled}, {@code imported}, {@code withdrawn} for the others
 * @param reason why it is not registered, or which of its files are gone
 * @param revision the newest revision; 0 if it was never registered
 * @param evidence why it is taken to be finished
 * @param assumption what had to be assumed about it
 * @param hasResult what the backfill found; false for a rejected loop
 * @param finishedAtUtc when it finished
 * @param registeredAtUtc when the newest revision was registered
 */
public record LoopView(
        String taskRunId,
        int loopId,
        String state,
        @Nullable String reason,
        long revision,
        @Nullable String evidence,
        @Nullable String assumption,
        @Nullable Boolean hasResult,
        @Nullable String finishedAtUtc,
        @Nullable String registeredAtUtc) {}

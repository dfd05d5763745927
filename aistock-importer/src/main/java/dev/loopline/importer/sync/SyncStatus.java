package dev.loopline.importer.sync;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run of the sync, or that there was none yet.
 *
 * @param runId 0 if there was none
 * @param state {@code idle}, {@code running}, {@code success}, {@code partial} if some entries were rejected, or {@code failed}
 * @param phase what it is doing
 * @param progress 0 to 1
 * @param lastSyncTime only entries that are newer were looked at; null for all
 * @param startedAt when
 * @param finishedAt when
 * @param lastError why it failed, or what was rejected
 * @param lastResult what it did, by kind
 */
public record SyncStatus(
        long runId,
        String state,
        String phase,
        double progress,
        @Nullable Instant lastSyncTime,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt,
        @Nullable String lastError,
        Map<String, ImportSummary> lastResult) {

    public static final String IDLE = "idle";
    public static final String RUNNING = "running";
    public static final String SUCCESS = "success";
    public static final String PARTIAL = "partial";
    public static final String FAILED = "failed";

    static final SyncStatus NONE = new SyncStatus(0, IDLE, "", 0, null, null, null, null, Map.of());

    public SyncStatus {
        lastResult = Map.copyOf(lastResult);
    }
}

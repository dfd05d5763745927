package dev.loopline.watcher.discovery;

import org.jspecify.annotations.Nullable;

/**
 * What the metadata files in a workspace say about the loop that it belongs to. Each may be missing.
 *
 * @param taskRunId the task run
 * @param loopId the loop's number
 * @param role its role
 * @param action {@code factor} or {@code model}
 */
public record FolderIdentity(
        @Nullable String taskRunId,
        @Nullable Integer loopId,
        @Nullable String role,
        @Nullable String action) {

    public static final FolderIdentity UNKNOWN = new FolderIdentity(null, null, null, null);

    /** This, with what it lacks taken from the other. */
    FolderIdentity or(FolderIdentity other) {
        return new FolderIdentity(
                taskRunId != null ? taskRunId : other.taskRunId,
                loopId != null ? loopId : other.loopId,
                role != null ? role : other.role,
                action != null ? action : other.action);
    }
}

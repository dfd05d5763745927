package dev.loopline.watcher.discovery;

import org.jspecify.annotations.Nullable;

/**
 * What the metadata files in a workspace say about whom it belongs to. Each may be missing.
 *
 * @param taskRunId the task run
 * @param loopId the loop's number
 * @param workspaceId its id
 * @param role its role
 * @param action {@code factor} or {@code model}
 * @param source the file that gave the loop number
 */
public record FolderIdentity(
        @Nullable String taskRunId,
        @Nullable Integer loopId,
        @Nullable String workspaceId,
        @Nullable String role,
        @Nullable String action,
        @Nullable String source) {

    public static final FolderIdentity UNKNOWN = new FolderIdentity(null, null, null, null, null, null);

    /** This, with what it lacks taken from the other. */
    FolderIdentity or(FolderIdentity other) {
        return new FolderIdentity(
                taskRunId != null ? taskRunId : other.taskRunId,
                loopId != null ? loopId : other.loopId,
                workspaceId != null ? workspaceId : other.workspaceId,
                role != null ? role : other.role,
                action != null ? action : other.action,
                loopId != null ? source : other.source);
    }
}

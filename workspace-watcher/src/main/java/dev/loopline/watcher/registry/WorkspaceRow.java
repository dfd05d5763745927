package dev.loopline.watcher.registry;

import org.jspecify.annotations.Nullable;

/**
 * A row of {@code workspaces}, as recorded.
 *
 * @param workspaceId the key; opaque
 * @param taskRunId its task run
 * @param loopId its loop; null if the row has none, or none that is a number from 0
 * @param role {@code experiment_workspace}, {@code sub_workspace}, {@code other}
 * @param experimentType {@code factor}, {@code model}, {@code unknown} or nothing
 * @param stepName the step that produced it
 * @param status as recorded
 * @param path the folder, in the spelling of the machine that wrote the row
 * @param createdAtUtc as recorded
 * @param updatedAtUtc as recorded
 */
public record WorkspaceRow(
        String workspaceId,
        String taskRunId,
        @Nullable Integer loopId,
        @Nullable String role,
        @Nullable String experimentType,
        @Nullable String stepName,
        @Nullable String status,
        String path,
        @Nullable String createdAtUtc,
        @Nullable String updatedAtUtc) {

    /** Status of a folder that a scan found, Loopline's or that of RD-Agent's tools; RD-Agent's own loop writes others. */
    public static final String PRESENT = "present";

    /** Status of a folder whose loop was rolled back: RD-Agent used the loop's number again with another workspace. */
    public static final String SUPERSEDED = "superseded";

    /** Whether its folder is no part of its loop any more. */
    public boolean isSuperseded() {
        return SUPERSEDED.equals(status);
    }
}

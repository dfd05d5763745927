package dev.loopline.contracts.event;

import org.jspecify.annotations.Nullable;

/**
 * One workspace of a loop.
 *
 * @param workspaceId usually the folder's name; opaque
 * @param role {@code experiment_workspace} (the backtest ran here), {@code sub_workspace} (one factor or model), {@code
 *     other}
 * @param experimentType {@code factor}, {@code model} or null
 * @param stepName the step that produced it
 * @param status as recorded
 * @param recordedPath the folder as recorded, in the spelling of the machine that wrote it; stored unchanged
 * @param homeRelativePath the folder relative to the RD-Agent home, with {@code /}; null if it does not exist there
 * @param createdAtUtc as recorded
 * @param updatedAtUtc as recorded
 */
public record Workspace(
        String workspaceId,
        String role,
        @Nullable String experimentType,
        @Nullable String stepName,
        @Nullable String status,
        String recordedPath,
        @Nullable String homeRelativePath,
        @Nullable String createdAtUtc,
        @Nullable String updatedAtUtc) {

    public static final String EXPERIMENT = "experiment_workspace";
    public static final String SUB = "sub_workspace";
    public static final String OTHER = "other";
}

package dev.loopline.watcher.discovery;

import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.path.PortablePath;
import dev.loopline.watcher.registry.WorkspaceRow;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A workspace of a loop, wherever it was found.
 *
 * @param workspaceId the registry's id, else the folder's
 * @param role {@code experiment_workspace}, {@code sub_workspace}, {@code other}
 * @param experimentType {@code factor}, {@code model} or nothing
 * @param stepName as recorded
 * @param status as recorded
 * @param recordedPath as recorded; for a folder without row its real path
 * @param folder where it is on this machine; null if it is not in the home
 * @param createdAtUtc as recorded
 * @param updatedAtUtc as recorded
 * @param inRegistry whether the registry has a row of it
 */
public record LoopWorkspace(
        String workspaceId,
        String role,
        @Nullable String experimentType,
        @Nullable String stepName,
        @Nullable String status,
        String recordedPath,
        @Nullable Path folder,
        @Nullable String createdAtUtc,
        @Nullable String updatedAtUtc,
        boolean inRegistry) {

    boolean isExperiment() {
        return role.equals(Workspace.EXPERIMENT);
    }

    /** Whether this is its recorded path, however it is spelled. */
    boolean isRecordedAs(String path) {
        return PortablePath.parse(recordedPath).equals(PortablePath.parse(path));
    }

    /** Whether its row was made from a folder, so that a session log knows better whose it is. */
    boolean isFoundByScan() {
        return inRegistry && WorkspaceRow.PRESENT.equals(status);
    }

    /** As the registry has it. */
    static LoopWorkspace of(WorkspaceRow row, @Nullable Path folder) {
        return new LoopWorkspace(
                row.workspaceId(),
                Objects.requireNonNullElse(row.role(), Workspace.OTHER),
                LoopAssembly.action(row.experimentType()).orElse(null),
                row.stepName(),
                row.status(),
                row.path(),
                folder,
                row.createdAtUtc(),
                row.updatedAtUtc(),
                true);
    }
}

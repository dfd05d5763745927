package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A loop is finished and its workspaces are in the registry.
 *
 * @param loop the loop
 * @param workspaces all its workspaces, the primary one first, then by id
 * @param primaryWorkspaceId the experiment workspace
 * @param revision see {@link LoopEvent#revision()}
 * @param contentDigest digest of the inputs that this revision stands for: the loop's files and registry facts, without
 *     anything that Loopline writes itself
 * @param overwrite whether existing metadata files are to be written anew
 * @param requestId the backfill request that asked for this revision, if one did
 * @param registeredAt when the watcher registered it
 * @param onlyExperimentWorkspace true if metadata files are to be written in the experiment workspaces only; null, and not
 *     written, if in all workspaces
 */
public record WorkspaceRegistered(
        Loop loop,
        List<Workspace> workspaces,
        String primaryWorkspaceId,
        long revision,
        String contentDigest,
        boolean overwrite,
        @Nullable String requestId,
        Instant registeredAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean onlyExperimentWorkspace)
        implements LoopEvent {

    public WorkspaceRegistered {
        workspaces = List.copyOf(workspaces);
    }

    @Override
    @JsonIgnore
    public LoopKey key() {
        return loop.key();
    }

    @Override
    @JsonIgnore
    public @Nullable String home() {
        return loop.home();
    }

    /** Whether the metadata files of this workspace are to be written. */
    public boolean writesInto(String workspaceId) {
        return !Boolean.TRUE.equals(onlyExperimentWorkspace) || isExperiment(workspaceId);
    }

    /** Whether a backtest ran in this workspace, as far as the registry knows. */
    public boolean isExperiment(String workspaceId) {
        return workspaceId.equals(primaryWorkspaceId)
                || workspaces.stream()
                        .anyMatch(one -> one.workspaceId().equals(workspaceId)
                                && one.role().equals(Workspace.EXPERIMENT));
    }
}

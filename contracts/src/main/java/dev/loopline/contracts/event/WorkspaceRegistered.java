package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
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
 */
public record WorkspaceRegistered(
        Loop loop,
        List<Workspace> workspaces,
        String primaryWorkspaceId,
        long revision,
        String contentDigest,
        boolean overwrite,
        @Nullable String requestId,
        Instant registeredAt)
        implements LoopEvent {

    public WorkspaceRegistered {
        workspaces = List.copyOf(workspaces);
    }

    @Override
    @JsonIgnore
    public LoopKey key() {
        return loop.key();
    }
}

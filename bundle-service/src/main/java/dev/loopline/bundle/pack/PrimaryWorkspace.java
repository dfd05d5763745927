package dev.loopline.bundle.pack;

import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.files.FoundFolder;
import java.io.IOException;

/** Whether the primary workspace of a loop can be read. Stateless. */
final class PrimaryWorkspace {

    private PrimaryWorkspace() {}

    /** Refuses an event that does not list the primary workspace that it names. */
    static void requireListed(LoopBackfilled loop) throws RejectedLoopException {
        boolean listed = loop.workspaces().stream()
                .anyMatch(workspace -> workspace.workspaceId().equals(loop.primaryWorkspaceId()));
        if (!listed) {
            throw new RejectedLoopException(
                    "WORKSPACE_MISSING",
                    "the loop " + loop.key() + " names the primary workspace " + loop.primaryWorkspaceId()
                            + " but does not list it; ask for a backfill of this loop");
        }
    }

    /**
     * Refuses a loop whose primary workspace is not there, or is a link.
     *
     * @param where the place that was looked at, such as {@code below /data/rdagent}
     * @throws IOException if it lies on a disk that is not there, and so is not gone
     */
    static void require(LoopBackfilled loop, FoundFolder found, String where)
            throws IOException, RejectedLoopException {
        switch (found.state()) {
            case THERE -> {}
            case ROOT_AWAY -> throw new IOException("the root " + found.root() + " is not there; mount it again");
            case MISSING ->
                throw new RejectedLoopException(
                        "WORKSPACE_MISSING",
                        "the primary workspace of " + loop.key() + ", recorded as "
                                + loop.primaryWorkspace().recordedPath() + ", is neither " + where
                                + " nor in another root; restore it, name its root or set a path mapping, then ask for a"
                                + " backfill of this loop");
            case OUTSIDE_HOME ->
                throw new RejectedLoopException(
                        "WORKSPACE_OUTSIDE_HOME",
                        "the primary workspace of " + loop.key() + " is a link or leads out of " + found.root()
                                + "; links are not followed, move the folder into the home or name its root");
        }
    }
}

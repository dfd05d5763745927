package dev.loopline.backfill.loop;

import dev.loopline.contracts.event.WorkspaceRegistered;

/** A registration names a primary workspace that it does not list. It never will. */
public final class NoPrimaryWorkspaceException extends RuntimeException {

    NoPrimaryWorkspaceException(WorkspaceRegistered event) {
        super("the registration of " + event.key() + " lists no workspace " + event.primaryWorkspaceId());
    }
}

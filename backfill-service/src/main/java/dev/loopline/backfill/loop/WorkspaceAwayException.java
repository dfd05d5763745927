package dev.loopline.backfill.loop;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import java.util.Optional;

/**
 * A workspace that was registered is not there or cannot be read at the moment. What the loop held before must not be
 * replaced by nothing, so that it is given up until the workspace is back; the watcher then announces it again.
 */
public final class WorkspaceAwayException extends IOException {

    /** The folder is not there. */
    public static final String MISSING = "WORKSPACE_MISSING";
    /** The folder, or something in it, is there and cannot be read. */
    public static final String UNREADABLE = "WORKSPACE_UNREADABLE";

    private final String reason;

    WorkspaceAwayException(String reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** The failure of a read, if it concerns this file or folder and not the machine as a whole. */
    static Optional<WorkspaceAwayException> of(IOException failure) {
        if (failure instanceof WorkspaceAwayException away) {
            return Optional.of(away);
        }
        String text = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        boolean isUnreadable = failure instanceof AccessDeniedException
                || failure instanceof NotDirectoryException
                || text.contains("input/output error")
                || text.contains("stale file handle");
        String where = failure instanceof FileSystemException file ? file.getFile() : "a file";
        return isUnreadable
                ? Optional.of(new WorkspaceAwayException(
                        UNREADABLE, where + " cannot be read (" + failure + "); it is tried again when it can be"))
                : Optional.empty();
    }

    /** {@link #MISSING} or {@link #UNREADABLE}. */
    public String reason() {
        return reason;
    }
}

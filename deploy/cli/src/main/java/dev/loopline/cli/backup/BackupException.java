package dev.loopline.cli.backup;

/** A backup could not be made; nothing of it is left. The message is one sentence for the person at the command line. */
public final class BackupException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BackupException(String message) {
        super(message);
    }

    BackupException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.loopline.backfill.workspace;

/** A file is being written by another program. Worth waiting for. */
public final class FileChangingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public FileChangingException(String message) {
        super(message);
    }
}

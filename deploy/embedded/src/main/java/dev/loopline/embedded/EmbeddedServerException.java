package dev.loopline.embedded;

import org.jspecify.annotations.Nullable;

/**
 * An embedded server could not start. The message says what stands in the way and what to do about it, in words for
 * the person at the command line; {@link #reason()} says the same to a program.
 */
public final class EmbeddedServerException extends RuntimeException {

    /** What stands in the way. */
    public enum Reason {
        /** Something else listens on the wanted port of 127.0.0.1. */
        PORT_IN_USE,
        /** Another process, or another server of this process, owns the data folder. */
        FOLDER_IN_USE,
        /** The data folder cannot be created, read or written. */
        FOLDER_NOT_WRITABLE,
        /** The data were written by a newer version, or by another major version, than the one in here. */
        INCOMPATIBLE_DATA,
        /** Anything else; the cause and the server's own log tell more. */
        START_FAILED
    }

    private final Reason reason;

    EmbeddedServerException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    /** What stands in the way. */
    public Reason reason() {
        return reason;
    }
}

package dev.loopline.kit.failure;

/** Thrown by a handler whose input is not ready, for example a source file that is still changing. Leads to a retry. */
public final class NotYetException extends RuntimeException {

    public NotYetException(String message) {
        super(message);
    }
}

package dev.loopline.cli.stack;

/** Loopline could not start, or could not go on. The message is one sentence for the person at the command line. */
public final class StackException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StackException(String message) {
        super(message);
    }

    public StackException(String message, Throwable cause) {
        super(message, cause);
    }
}

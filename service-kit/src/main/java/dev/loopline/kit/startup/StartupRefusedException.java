package dev.loopline.kit.startup;

/** Thrown while a service starts, when it could only do harm or nothing at all. The message says what to do. */
public final class StartupRefusedException extends RuntimeException {

    public StartupRefusedException(String message) {
        super(message);
    }

    public StartupRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}

package dev.loopline.watcher.registry;

/** The registry's file is no SQLite database, or a damaged one. The message says what to do. */
public final class RegistryDamagedException extends RuntimeException {

    RegistryDamagedException(String message, Throwable cause) {
        super(message, cause);
    }

    RegistryDamagedException(String message) {
        super(message);
    }
}

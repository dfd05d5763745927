package dev.loopline.watcher.registry;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The registry's file is no SQLite database, or a damaged one. The message says what to do. */
public final class RegistryDamagedException extends RuntimeException {

    RegistryDamagedException(Path file, @Nullable String detail, @Nullable Throwable cause) {
        super(message(file, detail), cause);
    }

    /** The sentence for people about a damaged registry. */
    public static String message(Path file, @Nullable String detail) {
        return "the registry " + file + " is damaged (" + detail
                + "); stop RD-Agent, put the newest backup in its place (with its -wal and -shm files removed) and start again";
    }
}

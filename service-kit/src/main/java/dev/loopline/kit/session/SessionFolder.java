package dev.loopline.kit.session;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** The folder {@code __session__} of one run. Links are not followed. Safe for all threads. */
final class SessionFolder {

    static final String NAME = "__session__";

    private SessionFolder() {}

    static boolean isSession(Path place) {
        return Files.isDirectory(place.resolve(NAME), LinkOption.NOFOLLOW_LINKS);
    }
}

package dev.loopline.acceptance;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built services lie. */
final class Repository {

    private Repository() {}

    /** The folder above the current one that holds the reactor. */
    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException(
                        "not inside the project: " + Path.of("").toAbsolutePath());
            }
        }
        return folder;
    }
}

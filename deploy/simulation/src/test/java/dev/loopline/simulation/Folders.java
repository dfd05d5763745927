package dev.loopline.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where worlds lie. */
final class Folders {

    private Folders() {}

    /** A new folder, without links in its path. */
    static Path make() throws IOException {
        return Files.createTempDirectory("loopline-world-").toRealPath();
    }
}

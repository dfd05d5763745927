package dev.loopline.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where worlds lie: in memory if the system offers that, because each world waits for the disk many times. */
final class Folders {

    private static final Path MEMORY = Path.of("/dev/shm");

    private Folders() {}

    static Path make() throws IOException {
        Path made = Files.isWritable(MEMORY)
                ? Files.createTempDirectory(MEMORY, "loopline-world-")
                : Files.createTempDirectory("loopline-world-");
        return made.toRealPath();
    }
}

package dev.loopline.simulation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where worlds lie: in memory where the system has such a place, because no world outlives a loss of power. */
final class Folders {

    private static final Path MEMORY = Path.of("/dev/shm");
    private static final long ENOUGH_BYTES = 512L << 20;

    private Folders() {}

    /** A new folder, without links in its path. */
    static Path make() throws IOException {
        boolean roomy = Files.isWritable(MEMORY) && Files.getFileStore(MEMORY).getUsableSpace() > ENOUGH_BYTES;
        return (roomy
                        ? Files.createTempDirectory(MEMORY, "loopline-world-")
                        : Files.createTempDirectory("loopline-world-"))
                .toRealPath();
    }
}

package dev.loopline.cli.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps logs from growing for ever: at a start a log of more than 10 MiB becomes {@code .1}, that {@code .2}, and so on. */
final class LogRotation {

    private static final long LARGEST = 10L * 1024 * 1024;
    private static final int KEPT = 3;

    private LogRotation() {}

    static void rotate(Path log) throws IOException {
        if (!Files.exists(log) || Files.size(log) < LARGEST) {
            return;
        }
        for (int i = KEPT; i > 1; i--) {
            Path older = numbered(log, i - 1);
            if (Files.exists(older)) {
                Files.move(older, numbered(log, i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.move(log, numbered(log, 1), StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path numbered(Path log, int number) {
        return log.resolveSibling(log.getFileName() + "." + number);
    }
}

package dev.loopline.embedded;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The file that PostgreSQL and its tools log to. Not safe for use by several threads. */
final class PostgresLog {

    private static final long LARGEST = 8L * 1024 * 1024;
    private static final int TAIL_LINES = 12;
    private static final int TAIL_BYTES = 8 * 1024;

    private final Path file;

    PostgresLog(Path file) {
        this.file = file;
    }

    Path file() {
        return file;
    }

    /** Keeps one older file once this one has grown beyond 8 MiB. To be called while no server writes to it. */
    void rotate() throws IOException {
        if (Files.exists(file) && Files.size(file) > LARGEST) {
            Files.move(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /** The last few lines, for an error message. */
    String tail() {
        try (var channel = Files.newByteChannel(file)) {
            channel.position(Math.max(0, channel.size() - TAIL_BYTES));
            var bytes = java.nio.ByteBuffer.allocate(TAIL_BYTES);
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                // until the buffer is full or the file ends
            }
            List<String> lines = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }
}

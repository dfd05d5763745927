package dev.loopline.contracts.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Replaces a file by a temporary file and a rename. A link in place of the temporary file is not followed. Safe for several threads if each names another temporary file.
 */
public final class AtomicFile {

    private AtomicFile() {}

    /** Replaces the target, and forces its bytes to the disk before the rename. */
    public static void replaceDurably(Path target, Path temporary, byte[] bytes) throws IOException {
        replace(target, temporary, bytes, true);
    }

    /** Replaces the target without forcing its bytes to the disk, for content that can be derived again. */
    public static void replace(Path target, Path temporary, byte[] bytes) throws IOException {
        replace(target, temporary, bytes, false);
    }

    /** Gives a finished file the name of the target, and replaces what had that name. Both lie on one file system. */
    public static void move(Path finished, Path target) throws IOException {
        Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void replace(Path target, Path temporary, byte[] bytes, boolean durably) throws IOException {
        try {
            write(temporary, bytes, durably);
            move(temporary, target);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(temporary);
            throw e;
        }
    }

    private static void write(Path file, byte[] bytes, boolean durably) throws IOException {
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE,
                LinkOption.NOFOLLOW_LINKS)) {
            ByteBuffer content = ByteBuffer.wrap(bytes);
            while (content.hasRemaining()) {
                channel.write(content);
            }
            if (durably) {
                channel.force(true);
            }
        }
    }
}

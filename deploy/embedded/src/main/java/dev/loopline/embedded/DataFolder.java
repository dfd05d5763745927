package dev.loopline.embedded;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * The folder of one server, owned by this process until {@link #close()}: the operating system drops the lock when the
 * process dies, however it dies. A new folder is for its owner's eyes only. Not safe for use by several threads.
 */
final class DataFolder implements AutoCloseable {

    private static final String LOCK_FILE = "in-use.lock";
    private static final String SETUP_FILE = "setup-unfinished";

    private final Path root;
    private final FileChannel channel;

    private DataFolder(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Creates the folder if need be and takes it.
     *
     * @throws EmbeddedServerException {@link Reason#FOLDER_IN_USE} or {@link Reason#FOLDER_NOT_WRITABLE}
     */
    static DataFolder take(Path folder, String server) {
        Path root = folder.toAbsolutePath().normalize();
        Path lockFile = root.resolve(LOCK_FILE);
        try {
            OwnerOnly.createDirectories(root);
            FileChannel channel = FileChannel.open(
                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = ownerOf(channel);
                channel.close();
                throw new EmbeddedServerException(
                        Reason.FOLDER_IN_USE,
                        server + " cannot use " + root + ": " + owner + " is running on it. Stop that one first,"
                                + " or choose another data folder.",
                        null);
            }
            signOwner(channel);
            return new DataFolder(root, channel);
        } catch (IOException e) {
            throw new EmbeddedServerException(
                    Reason.FOLDER_NOT_WRITABLE,
                    server + " cannot write to its data folder " + root + " (" + e + "). Give this user the right to"
                            + " write there, free some space, or choose another data folder.",
                    e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null; // held by another server of this process
        }
    }

    private static void signOwner(FileChannel channel) throws IOException {
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)), 0);
    }

    private static String ownerOf(FileChannel channel) {
        try {
            ByteBuffer content = ByteBuffer.allocate(20);
            int length = channel.read(content, 0);
            return length <= 0
                    ? "another server"
                    : "another server (process " + new String(content.array(), 0, length, StandardCharsets.US_ASCII)
                            + ")";
        } catch (IOException e) {
            return "another server"; // Windows forbids to read what is locked; the number is only a courtesy
        }
    }

    Path root() {
        return root;
    }

    Path resolve(String name) {
        return root.resolve(name);
    }

    /** True when a first start began and never came to its end: what it left holds nobody's data. */
    boolean setupUnfinished() {
        return Files.exists(resolve(SETUP_FILE));
    }

    /** Notes that the data of this folder are being made. */
    void beginSetup() {
        try {
            Files.writeString(resolve(SETUP_FILE), "The first start did not come to its end; the next begins anew.\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + root, e);
        }
    }

    /** Notes that the data of this folder are complete. */
    void endSetup() {
        try {
            Files.deleteIfExists(resolve(SETUP_FILE));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write to " + root, e);
        }
    }

    /** Deletes a folder below this one with all it holds; links are removed, not followed. */
    void discard(Path folder) {
        try {
            if (Files.exists(folder)) {
                deleteTree(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + folder, e);
        }
    }

    static void deleteTree(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot release " + root, e);
        }
    }
}

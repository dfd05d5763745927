package dev.loopline.cli.stack;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps two runs from one data folder. The system gives the lock back when the program ends, however it ends. */
final class FolderLock implements AutoCloseable {

    private final FileChannel channel;

    private FolderLock(FileChannel channel) {
        this.channel = channel;
    }

    static FolderLock take(DataFolder data) {
        Path file = data.lockFile();
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new StackException(
                    "The data folder " + data + " cannot be written (" + e.getMessage()
                            + "); name another one with --data.",
                    e);
        }
        try {
            if (tryLock(channel) == null) {
                channel.close();
                throw new StackException("Loopline is already running on the data folder " + data
                        + "; stop it first, or name another folder with --data (and --port-offset).");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new FolderLock(channel);
        } catch (IOException e) {
            throw new StackException("The data folder " + data + " cannot be locked: " + e.getMessage() + ".", e);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // Held by this very program.
            return null;
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}

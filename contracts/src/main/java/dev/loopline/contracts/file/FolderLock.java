package dev.loopline.contracts.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The exclusive lock of a folder over all threads and processes of a machine: a lock on a file in the folder, which has to
 * exist. The operating system frees it when the process ends, however it ends. It belongs to no thread: any may close
 * it. Not reentrant. Safe for all threads.
 */
public final class FolderLock implements AutoCloseable {

    /**
     * The files that this process locks or waits for. Each has one channel at a time: where locks are those of POSIX, closing
     * a second channel would free the lock that the first holds.
     */
    private static final Map<Path, FolderLock> CLAIMS = new HashMap<>();

    private static final int LONGEST_PID = 20;

    private final Path file;
    private @Nullable FileChannel channel;

    /** What is done under the lock. */
    @FunctionalInterface
    public interface Action<T> {
        T run() throws IOException;
    }

    private interface Locking {
        @Nullable
        FileLock lock(FileChannel channel) throws IOException;
    }

    private FolderLock(Path lockFile) throws IOException {
        Path absolute = lockFile.toAbsolutePath();
        this.file = absolute.getParent().toRealPath().resolve(absolute.getFileName());
    }

    /** Takes the lock and signs it with the number of this process. Empty if another process or this one has it. */
    public static Optional<FolderLock> tryTake(Path lockFile) throws IOException {
        FolderLock lock = new FolderLock(lockFile);
        return lock.claim() ? lock.locked(FileChannel::tryLock) : Optional.empty();
    }

    /**
     * Takes the lock and signs it; waits while another process has it.
     *
     * @throws OverlappingFileLockException if this process has it
     * @throws FileLockInterruptionException if the thread was interrupted
     */
    public static FolderLock take(Path lockFile) throws IOException {
        FolderLock lock = new FolderLock(lockFile);
        if (!lock.claim()) {
            throw new OverlappingFileLockException();
        }
        return lock.locked(FileChannel::lock).orElseThrow();
    }

    /**
     * Runs an action under the lock; waits while another thread or process has it.
     *
     * @throws FileLockInterruptionException if the thread was interrupted while it waited
     */
    public static <T> T hold(Path lockFile, Action<T> action) throws IOException {
        FolderLock lock = new FolderLock(lockFile);
        lock.awaitClaim();
        try (FileChannel channel = lock.open()) {
            channel.lock();
            return action.run();
        } finally {
            lock.giveUpClaim();
        }
    }

    /** The process that took the lock, in words such as "process 4711". Windows does not tell it of another process. */
    public static String ownerOf(Path lockFile) {
        synchronized (CLAIMS) {
            try {
                Path file = new FolderLock(lockFile).file;
                return "process "
                        + (CLAIMS.containsKey(file) ? ProcessHandle.current().pid() : signature(file));
            } catch (IOException | NumberFormatException e) {
                return "an unknown process";
            }
        }
    }

    private static long signature(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Long.parseLong(new String(in.readNBytes(LONGEST_PID), StandardCharsets.US_ASCII).strip());
        }
    }

    private Optional<FolderLock> locked(Locking locking) throws IOException {
        boolean isLocked = false;
        try {
            FileChannel opened = open();
            channel = opened;
            if (locking.lock(opened) != null) {
                byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
                opened.truncate(0).write(ByteBuffer.wrap(pid), 0);
                isLocked = true;
            }
            return isLocked ? Optional.of(this) : Optional.empty();
        } finally {
            if (!isLocked) {
                close();
            }
        }
    }

    private FileChannel open() throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private boolean claim() {
        synchronized (CLAIMS) {
            return CLAIMS.putIfAbsent(file, this) == null;
        }
    }

    private void awaitClaim() throws IOException {
        synchronized (CLAIMS) {
            while (!claim()) {
                try {
                    CLAIMS.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new FileLockInterruptionException();
                }
            }
        }
    }

    private void giveUpClaim() {
        synchronized (CLAIMS) {
            CLAIMS.remove(file, this);
            CLAIMS.notifyAll();
        }
    }

    /** Gives the lock back. Does nothing if it was given back before. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot free " + file, e);
        } finally {
            giveUpClaim();
        }
    }
}

package dev.loopline.bundle.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * One commit at a time in a folder, over all threads and all bundlers of a machine. Held only for renames, never while
 * something is packed. The operating system lets go of it when a bundler is killed.
 */
final class CommitLock {

    /** A file lock belongs to the whole process, so threads need a lock of their own; one per folder. */
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final Path file;

    /** What is done under the lock. */
    interface Action<T> {
        T run() throws IOException;
    }

    CommitLock(Path file) {
        this.file = file.toAbsolutePath().normalize();
    }

    <T> T hold(Action<T> action) throws IOException {
        ReentrantLock threads = THREADS.computeIfAbsent(file, unused -> new ReentrantLock());
        threads.lock();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.lock();
            return action.run();
        } finally {
            threads.unlock();
        }
    }
}

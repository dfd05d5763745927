package dev.loopline.watcher.registry;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Leaves the registry's lock free for as long as it was held. SQLite does not queue those who wait for the lock: they look
 * again after pauses, and of a writer that takes it again at once they find it always taken. {@link #taken} and {@link
 * #given} are called by one thread at a time, the rest is safe for all threads.
 */
final class WriteTurns {

    /** So that a disk that is slow once does not hold up what comes after. */
    private static final long LONGEST_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private volatile long oursFromNanos = System.nanoTime();
    private long takenNanos;
    private boolean isTaken;

    /** Whether the others had their turn. A thread that is interrupted has no time for that. */
    boolean areOurs() {
        return oursFromNanos - System.nanoTime() <= 0 || Thread.currentThread().isInterrupted();
    }

    /** Waits until the others had their turn. */
    void awaitOurs() {
        while (!areOurs()) {
            LockSupport.parkNanos(this, Math.max(1, oursFromNanos - System.nanoTime()));
        }
    }

    /** The lock is held from now on. */
    void taken() {
        takenNanos = System.nanoTime();
        isTaken = true;
    }

    /** It is no longer, if it was. */
    void given() {
        if (isTaken) {
            long now = System.nanoTime();
            oursFromNanos = now + Math.min(LONGEST_NANOS, now - takenNanos);
            isTaken = false;
        }
    }
}

package dev.loopline.watcher.watch;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** What woke the watch loop. Signals of one kind that come together count once. Safe for all threads. */
final class Signals {

    /** The kinds. */
    enum Kind {
        /** The registry's files were written. */
        REGISTRY,
        /** Something changed in a watched folder. */
        FOLDERS,
        /** A backfill was requested. */
        REQUESTS,
        /** A survey of the whole home is through. */
        SURVEYED,
        /** The service stops. */
        STOP
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final EnumSet<Kind> raised = EnumSet.noneOf(Kind.class);

    void raise(Kind kind) {
        lock.lock();
        try {
            raised.add(kind);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for signals, at most so long, and takes them; without wait those that are there. */
    Set<Kind> await(Duration atMost) throws InterruptedException {
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (raised.isEmpty() && left > 0) {
                left = arrived.awaitNanos(left);
            }
            Set<Kind> taken = EnumSet.copyOf(raised);
            raised.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }
}

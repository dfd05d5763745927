package dev.loopline.watcher.registry;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** A connection and the lock that keeps it to one thread. */
final class Slot {

    final ReentrantLock lock = new ReentrantLock(true);
    final boolean readOnly;

    /** Null until it is used, and after it was closed. */
    @Nullable
    SqlSession session;

    Slot(boolean readOnly) {
        this.readOnly = readOnly;
    }
}

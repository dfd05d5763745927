package dev.loopline.watcher.watch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * When to ask the registry for a commit. A commit shows a moment after the write that set off a file event: it is asked for at
 * once, then again at intervals that double, for a while. For one thread.
 */
final class CommitWindow {

    private static final long LENGTH_NANOS = TimeUnit.MILLISECONDS.toNanos(150);
    private static final long FIRST_INTERVAL_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final LongSupplier clock;
    private long endNanos;
    private long nextLookNanos;
    private long intervalNanos = FIRST_INTERVAL_NANOS;

    /** @param clock nanoseconds since whenever, such as {@link System#nanoTime} */
    CommitWindow(LongSupplier clock) {
        this.clock = clock;
        this.endNanos = clock.getAsLong();
        this.nextLookNanos = endNanos;
    }

    /** The registry's files were written. */
    void open() {
        long now = clock.getAsLong();
        endNanos = now + LENGTH_NANOS;
        nextLookNanos = now;
        intervalNanos = FIRST_INTERVAL_NANOS;
    }

    /** Whether to look now; if so, the next look is not due at once. */
    boolean isLookDue() {
        long now = clock.getAsLong();
        boolean due = isOpen(now) && nextLookNanos - now <= 0;
        if (due) {
            nextLookNanos = now + intervalNanos;
            intervalNanos *= 2;
        }
        return due;
    }

    /** How long until the next look, at most this long. */
    Duration untilLook(Duration atMost) {
        long now = clock.getAsLong();
        Duration look = Duration.ofNanos(Math.max(0, nextLookNanos - now));
        return isOpen(now) && look.compareTo(atMost) < 0 ? look : atMost;
    }

    private boolean isOpen(long now) {
        return endNanos - now > 0;
    }
}

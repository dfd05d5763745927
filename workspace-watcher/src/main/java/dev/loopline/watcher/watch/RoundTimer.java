package dev.loopline.watcher.watch;

import java.time.Duration;

/**
 * When to look at the whole home again: after the scan interval, or soon after something changed in a watched folder, but never
 * so often that a large home is looked at for more than a tenth of the time. Times are nanoseconds of a monotonic clock. For
 * one thread.
 */
final class RoundTimer {

    private static final Duration LEAST_BETWEEN = Duration.ofMillis(100);
    private static final int SHARE = 10;

    private final Duration interval;
    private long next;
    private long earliest;
    private boolean foldersChanged;

    RoundTimer(Duration interval, long now) {
        this.interval = interval;
        this.next = now;
        this.earliest = now;
    }

    /** Something changed in a watched folder; a round that is under way may have missed it. */
    void foldersChanged() {
        foldersChanged = true;
        hurry();
    }

    /** A round begins; should it fail, the next try is not at once. */
    void begun(long now) {
        foldersChanged = false;
        next = now + interval.toNanos();
    }

    /** A round is through. */
    void ended(long now, Duration took) {
        next = now + interval.toNanos();
        earliest = now + Math.max(LEAST_BETWEEN.toNanos(), took.toNanos() * SHARE);
        if (foldersChanged) {
            hurry();
        }
    }

    Duration untilNext(long now) {
        return Duration.ofNanos(Math.max(0, next - now));
    }

    private void hurry() {
        if (earliest - next < 0) {
            next = earliest;
        }
    }
}

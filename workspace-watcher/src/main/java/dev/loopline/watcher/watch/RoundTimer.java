package dev.loopline.watcher.watch;

import java.time.Duration;

/**
 * When to look at the whole home again: after the scan interval, or soon after something changed in a watched folder, but never
 * so often that a large home is looked at for more than a tenth of the time. Where file events arrive and nothing changes, the
 * interval grows with the home, so that a home at rest is looked at for a 300th of the time. Times are nanoseconds of a
 * monotonic clock. For one thread.
 */
final class RoundTimer {

    private static final Duration LEAST_BETWEEN = Duration.ofMillis(100);
    private static final int SHARE = 10;
    private static final int SHARE_AT_REST = 300;
    /** So long a change without a file event may go unseen. */
    private static final Duration LONGEST_AT_REST = Duration.ofSeconds(10);

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

    /**
     * A round is through.
     *
     * @param atRest whether it found nothing new and file events announce what changes
     */
    void ended(long now, Duration took, boolean atRest) {
        long rest = Math.min(LONGEST_AT_REST.toNanos(), took.toNanos() * SHARE_AT_REST);
        next = now + Math.max(interval.toNanos(), atRest ? rest : 0);
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

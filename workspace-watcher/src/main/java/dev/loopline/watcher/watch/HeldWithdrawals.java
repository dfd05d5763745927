package dev.loopline.watcher.watch;

import dev.loopline.contracts.LoopKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Which loops may be withdrawn at once, and which wait until a person confirms it. More than a share of the registered loops, or
 * more than a number, within ten minutes is taken for an accident: a deletion comes a few folders at a time. One loop may
 * always go. Safe for all threads.
 */
public final class HeldWithdrawals {

    private static final Duration WINDOW = Duration.ofMinutes(10);

    private final double share;
    private final int most;
    private final LongSupplier clock;
    private final Set<LoopKey> held = new TreeSet<>();
    private final Set<LoopKey> confirmed = new HashSet<>();
    private final Deque<Long> withdrawnAt = new ArrayDeque<>();
    private @Nullable Instant since;

    /**
     * @param share of the registered loops, 0 to 1
     * @param most how many at most, however many are registered
     * @param clock nanoseconds of a monotonic clock, such as {@link System#nanoTime}
     */
    HeldWithdrawals(double share, int most, LongSupplier clock) {
        this.share = share;
        this.most = most;
        this.clock = clock;
    }

    /**
     * Decides about the loops that look withdrawn. A loop that is held stays so, however few are left of them, until it is back
     * or confirmed.
     *
     * @param gone all loops that look withdrawn now
     * @param certain those that looked so before as well
     * @param registered how many loops are registered, with these
     * @return those of the certain ones that may go
     */
    synchronized Set<LoopKey> allowed(Set<LoopKey> gone, Set<LoopKey> certain, int registered) {
        held.retainAll(gone);
        confirmed.retainAll(gone);
        long now = clock.getAsLong();
        while (!withdrawnAt.isEmpty() && now - withdrawnAt.peek() > WINDOW.toNanos()) {
            withdrawnAt.remove();
        }
        Set<LoopKey> unconfirmed = new HashSet<>(gone);
        unconfirmed.removeAll(confirmed);
        if (!held.isEmpty() || unconfirmed.size() + withdrawnAt.size() > limit(registered)) {
            held.addAll(unconfirmed);
        }
        since = held.isEmpty() ? null : Objects.requireNonNullElseGet(since, Instant::now);
        Set<LoopKey> allowed = new TreeSet<>(certain);
        allowed.removeAll(held);
        allowed.stream().filter(unconfirmed::contains).forEach(loop -> withdrawnAt.add(now));
        return allowed;
    }

    private int limit(int registered) {
        return Math.max(1, Math.min(most, (int) (share * registered)));
    }

    /** The loops that wait for a confirmation, by their keys. */
    public synchronized Set<LoopKey> waiting() {
        return new TreeSet<>(held);
    }

    /** Since when some wait, by the clock of this machine. */
    public synchronized Optional<Instant> since() {
        return Optional.ofNullable(since);
    }

    /**
     * Confirms the withdrawal of all loops that wait.
     *
     * @param loops how many the person saw waiting
     * @return whether so many wait; if not, nothing is confirmed
     */
    public synchronized boolean confirm(int loops) {
        boolean same = held.size() == loops && loops > 0;
        if (same) {
            confirmed.addAll(held);
            held.clear();
        }
        return same;
    }
}

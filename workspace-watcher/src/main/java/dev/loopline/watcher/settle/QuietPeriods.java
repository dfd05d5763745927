package dev.loopline.watcher.settle;

import dev.loopline.contracts.LoopKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Watches how long the files of each loop have stood unchanged. Times are those of a monotonic clock, in nanoseconds, so a
 * clock that is set does not end or extend a wait. For one thread.
 */
public final class QuietPeriods {

    private record Seen(String fingerprint, long sinceNanos, long dueNanos) {}

    private final Map<LoopKey, Seen> seen = new HashMap<>();

    /**
     * Notes what a loop looks like now.
     *
     * @param fingerprint of its files
     * @param quiet how long it has to stay the same
     * @return how long is still to be waited; zero if it has stood unchanged long enough
     */
    public Duration observe(LoopKey loop, String fingerprint, Duration quiet, long nowNanos) {
        Seen before = seen.get(loop);
        boolean same = before != null && before.fingerprint().equals(fingerprint);
        long since = same ? before.sinceNanos() : nowNanos;
        long due = since + quiet.toNanos();
        seen.put(loop, new Seen(fingerprint, since, due));
        return Duration.ofNanos(Math.max(0, due - nowNanos));
    }

    /**
     * How long a loop has looked like this; zero if it is not waited for, or looked otherwise.
     *
     * @param fingerprint of its files; asked for only if the loop is waited for
     */
    public Duration stillFor(LoopKey loop, Supplier<String> fingerprint, long nowNanos) {
        Seen before = seen.get(loop);
        return before != null && before.fingerprint().equals(fingerprint.get())
                ? Duration.ofNanos(Math.max(0, nowNanos - before.sinceNanos()))
                : Duration.ZERO;
    }

    /** No longer waited for. */
    public void forget(LoopKey loop) {
        seen.remove(loop);
    }

    /** Only these are still waited for. */
    public void keepOnly(Set<LoopKey> loops) {
        seen.keySet().retainAll(loops);
    }

    /** How long until the next wait may be over. */
    public Optional<Duration> nextDue(long nowNanos) {
        return seen.values().stream()
                .map(one -> Duration.ofNanos(Math.max(0, one.dueNanos() - nowNanos)))
                .min(Duration::compareTo);
    }

    /** The loops whose wait may be over. */
    public Set<LoopKey> due(long nowNanos) {
        return seen.entrySet().stream()
                .filter(entry -> entry.getValue().dueNanos() <= nowNanos)
                .map(Map.Entry::getKey)
                .collect(java.util.stream.Collectors.toUnmodifiableSet());
    }
}

package dev.loopline.kit.integrity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The order in which things are looked at again: all of them within a period, evenly spread over it, in their own order, over and
 * over. It begins somewhere among them, so that a service that is started often does not look at the first ones alone. For one
 * thread.
 */
public final class Rotation<K extends Comparable<K>> {

    private final Duration period;
    private final Clock clock;
    private final Random random;
    private @Nullable K last;
    private @Nullable Instant lastAt;

    /** @param period how long one round takes */
    public Rotation(Duration period, Clock clock, Random random) {
        this.period = period;
        this.clock = clock;
        this.random = random;
    }

    /** The one whose turn it is; empty if it is no time yet, or if there is none. */
    public Optional<K> next(NavigableSet<K> all) {
        Instant now = clock.instant();
        Instant before = lastAt;
        if (before == null || now.isBefore(before)) {
            before = now; // the first, or the clock was set back
            lastAt = now;
        }
        if (all.isEmpty() || now.isBefore(before.plus(period.dividedBy(all.size())))) {
            return Optional.empty();
        }
        K following = last == null ? anyOf(all) : all.higher(last);
        K next = following == null ? all.first() : following;
        last = next;
        lastAt = now;
        return Optional.of(next);
    }

    private K anyOf(NavigableSet<K> all) {
        return all.stream().skip(random.nextInt(all.size())).findFirst().orElseThrow();
    }
}

package dev.loopline.catalog.stage;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableSet;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * How far each partition is dealt with. A record counts when it is applied or kept as a dead letter; until then no
 * position goes past it, so that it comes again after a restart. Safe for all threads.
 */
@Singleton
class ReadPositions {

    private final Map<Integer, NavigableSet<Long>> outstanding = new HashMap<>();
    private final Map<Integer, Long> highest = new HashMap<>();
    private final Map<Integer, Set<Long>> stored = new HashMap<>();
    /** Of partitions whose topic was made anew: up to where the former one was fetched, while records of it may still arrive. */
    private final Map<Integer, Long> former = new HashMap<>();

    /** A record arrived. */
    synchronized void received(int partition, long offset) {
        Long fetched = former.get(partition);
        if (fetched != null) {
            boolean isFormer = offset > highest.getOrDefault(partition, -1L) && offset < fetched;
            highest.put(partition, offset);
            if (isFormer) {
                return;
            }
            former.remove(partition);
        }
        open(partition).add(offset);
        highest.merge(partition, offset, Math::max);
    }

    /** Where the partition stands once these records are dealt with as well. */
    synchronized long after(int partition, Set<Long> offsets) {
        NavigableSet<Long> rest = new TreeSet<>(open(partition));
        rest.removeAll(offsets);
        offsets.forEach(offset -> highest.merge(partition, offset, Math::max));
        return position(partition, rest);
    }

    /** The position after these records is in the state. */
    synchronized void stored(int partition, Set<Long> offsets) {
        stored.computeIfAbsent(partition, unused -> new HashSet<>()).addAll(offsets);
    }

    /**
     * A record is dealt with for good.
     *
     * @return the position of its partition if the state does not have it yet
     */
    synchronized OptionalLong done(int partition, long offset) {
        NavigableSet<Long> rest = open(partition);
        if (!rest.remove(offset)) {
            return OptionalLong.empty();
        }
        highest.merge(partition, offset, Math::max);
        boolean known = stored.getOrDefault(partition, Set.of()).contains(offset);
        if (known) {
            stored.get(partition).remove(offset);
        }
        return known ? OptionalLong.empty() : OptionalLong.of(position(partition, rest));
    }

    /** The partition is read from this position on. What is on its way still is. */
    synchronized void restart(int partition, long from) {
        highest.put(partition, from - 1);
    }

    /**
     * The topic was made anew and is read from its beginning. What is on its way is of the former one and counts for no position:
     * all that arrives before the first record that is not behind the one before it.
     *
     * @param fetched up to where the former topic was fetched
     */
    synchronized void beginAnew(int partition, long fetched) {
        outstanding.remove(partition);
        stored.remove(partition);
        former.put(partition, fetched);
    }

    /** Whether the record counts for the position of its partition. */
    synchronized boolean counts(int partition, long offset) {
        return open(partition).contains(offset);
    }

    private NavigableSet<Long> open(int partition) {
        return outstanding.computeIfAbsent(partition, unused -> new TreeSet<>());
    }

    private long position(int partition, NavigableSet<Long> rest) {
        return rest.isEmpty() ? highest.getOrDefault(partition, -1L) + 1 : rest.first();
    }
}

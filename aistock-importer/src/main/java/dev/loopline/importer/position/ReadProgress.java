package dev.loopline.importer.position;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the records of each partition are dealt with: imported, or kept as dead letters. They may be dealt with in any
 * order; a position never passes one that is not. Safe for all threads.
 */
public final class ReadProgress {

    private final Map<Integer, Partition> partitions = new HashMap<>();

    /**
     * What the database may note of a partition.
     *
     * @param stored what it said when it was last looked at; 0 if nothing
     * @param next where reading has to go on
     */
    public record Claim(int partition, String topicId, long stored, long next) {}

    /** One reading of a partition, from some place on. */
    public static final class Reading {
        private final String topicId;
        private final TreeSet<Long> open = new TreeSet<>();
        private long stored;
        private long end;

        private Reading(String topicId, long stored, long from) {
            this.topicId = topicId;
            this.stored = stored;
            this.end = from;
        }

        private long next() {
            return open.isEmpty() ? end : open.first();
        }
    }

    private static final class Partition {
        private Reading current;
        private @Nullable Reading former;
        /** Whether records of the former reading may still come. */
        private boolean turning;

        private long last;
        private long fetched;

        Partition(Reading current, long from) {
            this.current = current;
            this.last = from - 1;
        }
    }

    /**
     * The partition was assigned and is read from here.
     *
     * @param stored what the database says; 0 if that counts for nothing
     */
    public synchronized void begin(int partition, String topicId, long stored, long from) {
        partitions.put(partition, new Partition(new Reading(topicId, stored, from), from));
    }

    /**
     * The partition, which was being read, is read again from here. Records of the former reading may be on their way: they
     * are those that come before the first one that is not behind the one before it.
     *
     * @param fetched up to where the former reading came
     */
    public synchronized void beginAgain(int partition, String topicId, long stored, long from, long fetched) {
        Partition known = partitions.get(partition);
        if (known == null) {
            begin(partition, topicId, stored, from);
            return;
        }
        known.former = known.current;
        known.current = new Reading(topicId, stored, from);
        known.turning = true;
        known.fetched = fetched;
    }

    /** These partitions are not assigned any more. */
    public synchronized void end(Collection<Integer> revoked) {
        revoked.forEach(partitions::remove);
    }

    /** A record arrived. @return what {@link #done} needs */
    public synchronized Reading received(int partition, long offset) {
        Partition known = partitions.computeIfAbsent(
                partition, unused -> new Partition(new Reading("", Long.MAX_VALUE, offset), offset));
        if (known.turning && (offset <= known.last || offset >= known.fetched)) {
            known.turning = false;
        }
        known.last = offset;
        Reading former = known.former;
        Reading reading = known.turning && former != null ? former : known.current;
        reading.open.add(offset);
        reading.end = Math.max(reading.end, offset + 1);
        return reading;
    }

    /** A record is dealt with for good. */
    public synchronized void done(Reading reading, long offset) {
        reading.open.remove(offset);
    }

    /** Identity of the topic that a record on its way came from; empty if that is not known. */
    public synchronized String topicId(int partition, long offset) {
        Partition known = partitions.get(partition);
        if (known == null) {
            return "";
        }
        Reading former = known.former;
        return former != null && former.open.contains(offset) ? former.topicId : known.current.topicId;
    }

    /** Identity of the topic that is read; empty before the first partition was assigned. */
    public synchronized String topicId() {
        return partitions.values().stream()
                .map(known -> known.current.topicId)
                .findFirst()
                .orElse("");
    }

    /** What is to be noted in the database. */
    public synchronized List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        partitions.forEach((partition, known) -> {
            Reading reading = known.current;
            if (reading.next() > reading.stored) {
                claims.add(new Claim(partition, reading.topicId, reading.stored, reading.next()));
            }
        });
        return claims;
    }

    /** The database has noted it. */
    public synchronized void stored(Claim claim) {
        Partition known = partitions.get(claim.partition());
        if (known != null && known.current.stored == claim.stored() && known.current.topicId.equals(claim.topicId())) {
            known.current.stored = claim.next();
        }
    }

    /** Partitions of which the database or the topic is not what it was: they have to be read again. */
    public synchronized Set<Integer> lost(Map<Integer, PositionTable.Position> found, String topicId) {
        return partitions.entrySet().stream()
                .filter(entry -> isLost(entry.getValue().current, found.get(entry.getKey()), topicId))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isLost(Reading reading, PositionTable.@Nullable Position found, String topicId) {
        boolean isNoted = found != null && found.topicId().equals(reading.topicId) && found.next() >= reading.stored;
        return !reading.topicId.equals(topicId) || (reading.stored > 0 && !isNoted);
    }
}

package dev.loopline.kit.position;

import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.jspecify.annotations.Nullable;

/**
 * Up to where the records of each partition are dealt with: their effects are in the store, or they are kept as dead letters. They
 * may be dealt with in any order; a position never passes one that is not. Safe for all threads.
 */
public final class ReadProgress {

    private final Map<TopicPartition, Partition> partitions = new HashMap<>();

    /**
     * What the store may note of a partition.
     *
     * @param stored what it said when it was last looked at
     * @param next where reading has to go on
     */
    public record Claim(TopicPartition partition, PositionStore.Position stored, long next) {

        public String topicId() {
            return stored.topicId();
        }
    }

    /** One reading of a partition, from some place on. */
    public static final class Reading {
        private final TreeSet<Long> open = new TreeSet<>();
        private PositionStore.Position stored;
        private long end;

        private Reading(PositionStore.Position stored, long from) {
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
     * @param stored what the store says
     * @param from where the partition is read on; after {@code stored} if records were removed
     */
    public synchronized void begin(TopicPartition partition, PositionStore.Position stored, long from) {
        partitions.put(partition, new Partition(new Reading(stored, from), from));
    }

    /**
     * The partition, which was being read, is read again from here. Records of the former reading may be on their way: they
     * are those that come before the first one that is not behind the one before it.
     *
     * @param fetched up to where the former reading came
     */
    public synchronized void beginAgain(
            TopicPartition partition, PositionStore.Position stored, long from, long fetched) {
        Partition known = partitions.get(partition);
        if (known == null) {
            begin(partition, stored, from);
            return;
        }
        known.former = known.current;
        known.current = new Reading(stored, from);
        // Where a turn follows a turn, records of the first reading may still come.
        known.fetched = known.turning ? Math.max(known.fetched, fetched) : fetched;
        known.turning = true;
    }

    /** These partitions are not assigned any more. */
    public synchronized void end(Collection<TopicPartition> revoked) {
        revoked.forEach(partitions::remove);
    }

    /** The record, which counts as dealt with once it is acknowledged. To be called in the order in which records arrive. */
    public Message<byte[]> follow(Message<byte[]> record) {
        IncomingKafkaRecordMetadata<?, ?> at = record.getMetadata(IncomingKafkaRecordMetadata.class)
                .orElseThrow(() -> new IllegalStateException("the record does not come from Kafka"));
        Reading reading = received(new TopicPartition(at.getTopic(), at.getPartition()), at.getOffset());
        return record.withAck(() -> {
            done(reading, at.getOffset());
            return record.ack();
        });
    }

    /** A record arrived. @return what {@link #done} needs */
    public synchronized Reading received(TopicPartition partition, long offset) {
        Partition known = partitions.computeIfAbsent(
                partition, unused -> new Partition(new Reading(PositionStore.Position.UNKNOWN, offset), offset));
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
    public synchronized String topicId(TopicPartition partition, long offset) {
        Partition known = partitions.get(partition);
        if (known == null) {
            return "";
        }
        Reading former = known.former;
        return former != null && former.open.contains(offset)
                ? former.stored.topicId()
                : known.current.stored.topicId();
    }

    /** Identity of the topic that is read; empty before the first partition was assigned. */
    public synchronized String topicId() {
        return partitions.values().stream()
                .map(known -> known.current.stored.topicId())
                .findFirst()
                .orElse("");
    }

    /** What is to be noted in the store. */
    public synchronized List<Claim> claims() {
        List<Claim> claims = new ArrayList<>();
        partitions.forEach((partition, known) -> {
            Reading reading = known.current;
            if (reading.next() > reading.stored.next()) {
                claims.add(new Claim(partition, reading.stored, reading.next()));
            }
        });
        return claims;
    }

    /** The store has noted it. */
    public synchronized void stored(Claim claim) {
        Partition known = partitions.get(claim.partition());
        if (known != null && known.current.stored.equals(claim.stored())) {
            known.current.stored = new PositionStore.Position(
                    claim.topicId(), claim.next(), claim.stored().epoch());
        }
    }

    /**
     * Partitions of which the store or the topic is not what it was: they have to be read again.
     *
     * @param found what the store says
     * @param topicIds the identities of the topics, by name; of one that is missing nothing can be said
     */
    public synchronized Set<TopicPartition> lost(
            Map<TopicPartition, PositionStore.Position> found, Map<String, String> topicIds) {
        return partitions.entrySet().stream()
                .filter(entry -> {
                    TopicPartition partition = entry.getKey();
                    String topicId = topicIds.get(partition.topic());
                    return topicId != null && isLost(entry.getValue().current, found.get(partition), topicId);
                })
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private static boolean isLost(Reading reading, PositionStore.@Nullable Position found, String topicId) {
        PositionStore.Position stored = reading.stored;
        boolean isNoted = found != null
                && found.topicId().equals(stored.topicId())
                && found.next() >= stored.next()
                && found.epoch() == stored.epoch();
        return !stored.topicId().equals(topicId) || !isNoted;
    }
}

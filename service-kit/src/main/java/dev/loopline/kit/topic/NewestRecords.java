package dev.loopline.kit.topic;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Reads the newest record of some loops from a topic, as an onlooker without group: the topic is read once to find where the
 * records lie and once to take them, so that what is held in memory is places, not records. The newest record is the one of the
 * highest revision, for an older one that was said once more may lie behind it; of several the last. Used by one thread.
 */
public final class NewestRecords implements AutoCloseable {

    private static final int FETCH_BYTES = 1024 * 1024;

    private final Onlooker onlooker;

    public NewestRecords(BrokerAccess broker, String topic) {
        this.onlooker = new Onlooker(
                broker,
                topic,
                Map.of(
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        Topics.MAX_RECORD_BYTES));
    }

    /** Takes records, one at a time. */
    public interface Taker {
        void take(ConsumerRecord<byte[], byte[]> record) throws IOException, InterruptedException;
    }

    private record Place(TopicPartition partition, long offset, long timestamp, long revision) {

        Place newer(Place later) {
            if (later.revision != revision) {
                return later.revision > revision ? later : this;
            }
            return later.timestamp >= timestamp || later.partition.equals(partition) ? later : this;
        }
    }

    /**
     * Hands over the newest record of each loop that is wanted, tombstones included, up to what is the end of the topic now.
     *
     * @return the loops that have one
     * @throws dev.loopline.kit.failure.NotYetException the broker falls silent
     */
    public Set<LoopKey> read(Predicate<LoopKey> wanted, Taker taker) throws IOException, InterruptedException {
        try {
            Map<TopicPartition, Long> ends = ends();
            Map<LoopKey, Place> newest = find(wanted, ends);
            Map<TopicPartition, TreeMap<Long, LoopKey>> offsets = new HashMap<>();
            newest.forEach((key, place) -> offsets.computeIfAbsent(place.partition(), unused -> new TreeMap<>())
                    .put(place.offset(), key));
            for (Map.Entry<TopicPartition, TreeMap<Long, LoopKey>> part : offsets.entrySet()) {
                TreeMap<Long, LoopKey> own = part.getValue();
                onlooker.consumer().assign(List.of(part.getKey()));
                onlooker.consumer().seek(part.getKey(), own.firstKey());
                scan(Map.of(part.getKey(), own.lastKey() + 1), record -> {
                    if (own.containsKey(record.offset())) {
                        taker.take(record);
                    }
                });
            }
            return new HashSet<>(newest.keySet());
        } catch (InterruptException e) {
            throw new InterruptedException("the service stops");
        }
    }

    /** The revision that the headers of a record tell; 0 where they tell none that can be read. */
    public static long revision(ConsumerRecord<?, ?> record) {
        try {
            return CloudEventHeaders.revision(RecordHeaders.of(record));
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    private Map<TopicPartition, Long> ends() {
        List<TopicPartition> partitions = onlooker.partitions();
        onlooker.consumer().assign(partitions);
        onlooker.consumer().seekToBeginning(partitions);
        return onlooker.consumer().endOffsets(partitions);
    }

    private Map<LoopKey, Place> find(Predicate<LoopKey> wanted, Map<TopicPartition, Long> ends)
            throws IOException, InterruptedException {
        Map<LoopKey, Place> newest = new HashMap<>();
        scan(
                ends,
                record -> key(record).filter(wanted).ifPresent(key -> newest.merge(key, place(record), Place::newer)));
        return newest;
    }

    /** What came behind the ends meanwhile is of another time. */
    private void scan(Map<TopicPartition, Long> ends, Taker taker) throws IOException, InterruptedException {
        onlooker.read(ends, record -> {
            if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
                taker.take(record);
            }
        });
    }

    private static Place place(ConsumerRecord<byte[], byte[]> record) {
        return new Place(partition(record), record.offset(), record.timestamp(), revision(record));
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private static Optional<LoopKey> key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null
                ? Optional.empty()
                : LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        onlooker.close();
    }
}

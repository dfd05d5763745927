package dev.loopline.catalog.story;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.utils.Utils;

/** Finds the newest record of a loop on a topic: in the partition of its key, from a time on. One thread at a time. */
final class LastRecord implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final Duration patience;

    /** @param patience how long one topic is looked through at most */
    LastRecord(BrokerAccess broker, Duration patience) {
        this.patience = patience;
        int millis = Math.toIntExact(patience.toMillis());
        this.consumer = broker.consumer(Map.of(
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                1 << 20,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                1 << 20,
                ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                2 * millis,
                ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG,
                millis));
    }

    /**
     * What was found.
     *
     * @param record the newest record that was seen
     * @param whole whether all of the partition from that time on was looked through
     */
    record Search(Optional<ConsumerRecord<byte[], byte[]>> record, boolean whole) {}

    Search find(EventType type, LoopKey loop, Instant from) {
        byte[] key = codec.encodeKey(loop);
        int partitions = consumer.partitionsFor(type.topic()).size();
        // As Kafka's own producers choose it, and as ours therefore do.
        TopicPartition partition = new TopicPartition(type.topic(), Utils.toPositive(Utils.murmur2(key)) % partitions);
        long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
        OffsetAndTimestamp begin =
                consumer.offsetsForTimes(Map.of(partition, from.toEpochMilli())).get(partition);
        Optional<ConsumerRecord<byte[], byte[]>> newest = Optional.empty();
        if (begin == null) {
            return new Search(newest, true);
        }
        consumer.assign(List.of(partition));
        consumer.seek(partition, begin.offset());
        long until = System.nanoTime() + patience.toNanos();
        while (consumer.position(partition) < end && System.nanoTime() < until) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (Arrays.equals(record.key(), key)) {
                    newest = Optional.of(record);
                }
            }
        }
        return new Search(newest, consumer.position(partition) >= end);
    }

    @Override
    public void close() {
        consumer.close();
    }
}

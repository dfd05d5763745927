package dev.loopline.catalog.rebuild;

import dev.loopline.catalog.state.Change;
import dev.loopline.catalog.state.Placed;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the topic of {@code BundleCreated} from any position, outside of the consumer group, and turns records into
 * changes. One thread at a time.
 */
final class TopicReader implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    /** Few, because an event is some 60 KB of JSON and ten times that as objects, and two parts are held at a time. */
    private static final int MAX_RECORDS = 50;
    /** What the client keeps ahead, so that a rebuild leaves the heap to the service. */
    private static final int FETCH_BYTES = 2 << 20;

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final RebuildScope scope;
    private final List<TopicPartition> partitions;

    TopicReader(String bootstrapServers, RebuildScope scope) {
        this.scope = scope;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                        MAX_RECORDS,
                        ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        FETCH_BYTES,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        this.partitions = consumer.partitionsFor(EventType.BUNDLE_CREATED.topic()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /**
     * A part of the topic.
     *
     * @param changes what its records say
     * @param positions where each partition stands behind it
     * @param records how many records
     * @param unreadable how many of them are no events
     */
    record Batch(List<Placed> changes, Map<Integer, Long> positions, int records, int unreadable) {}

    /** Where each partition ends now. */
    Map<Integer, Long> ends() {
        return byNumber(consumer.endOffsets(partitions));
    }

    /** Where each partition begins. */
    Map<Integer, Long> begins() {
        return byNumber(consumer.beginningOffsets(partitions));
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().partition(), Map.Entry::getValue));
    }

    /** Goes on reading here; a partition that is missing is read from its beginning. */
    void seek(Map<Integer, Long> positions) {
        for (TopicPartition partition : partitions) {
            Long position = positions.get(partition.partition());
            if (position == null) {
                consumer.seekToBeginning(List.of(partition));
            } else {
                consumer.seek(partition, position);
            }
        }
    }

    /** The next records; empty when every partition stands at its end or behind it. */
    Optional<Batch> next(Map<Integer, Long> ends) {
        while (!isAt(ends)) {
            Map<Integer, Long> before = positions();
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            Map<Integer, Long> positions = positions();
            if (!polled.isEmpty() || !positions.equals(before)) {
                return Optional.of(batch(polled, positions));
            }
        }
        return Optional.empty();
    }

    private boolean isAt(Map<Integer, Long> ends) {
        return partitions.stream()
                .allMatch(partition -> consumer.position(partition) >= ends.getOrDefault(partition.partition(), 0L));
    }

    private Map<Integer, Long> positions() {
        return partitions.stream().collect(Collectors.toMap(TopicPartition::partition, consumer::position));
    }

    private Batch batch(ConsumerRecords<byte[], byte[]> polled, Map<Integer, Long> positions) {
        List<Placed> changes = new ArrayList<>();
        int unreadable = 0;
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            if (mayBeInScope(record)) {
                Optional<Change> change = change(record);
                change.ifPresent(known -> changes.add(new Placed(known, record.partition(), record.offset())));
                unreadable += change.isEmpty() ? 1 : 0;
            }
        }
        return new Batch(changes, positions, polled.count(), unreadable);
    }

    /** Decided by the key alone, because decoding is what costs. */
    private boolean mayBeInScope(ConsumerRecord<byte[], byte[]> record) {
        return scope.isWhole()
                || record.key() == null
                || LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8))
                        .map(scope::mayHold)
                        .orElse(true);
    }

    private Optional<Change> change(ConsumerRecord<byte[], byte[]> record) {
        Decoded<BundleCreated> decoded = codec.decode(
                EventType.BUNDLE_CREATED, BundleCreated.class, RecordHeaders.of(record), record.key(), record.value());
        return decoded.match(
                TopicReader::understood, tombstone -> Optional.of(Change.of(tombstone)), why -> Optional.empty());
    }

    /** The intake rejects an event without its primary workspace, too. */
    private static Optional<Change> understood(BundleCreated event) {
        try {
            return Optional.of(Change.of(event));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

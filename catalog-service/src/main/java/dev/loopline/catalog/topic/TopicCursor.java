package dev.loopline.catalog.topic;

import dev.loopline.kit.broker.BrokerAccess;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Stands somewhere on each partition of a topic and reads on from there. Partitions are named by number. One thread at a time. */
public final class TopicCursor implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;

    /**
     * @param maxRecords the most that {@link #next} gives at once
     * @param fetchBytes the most that the client asks the broker for at once, and keeps ahead
     */
    public TopicCursor(BrokerAccess broker, String topic, int maxRecords, int fetchBytes) {
        this.consumer = broker.consumer(Map.of(
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                maxRecords,
                ConsumerConfig.FETCH_MAX_BYTES_CONFIG,
                fetchBytes,
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                fetchBytes,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"));
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /**
     * Some records.
     *
     * @param records none if the offsets that were passed hold none any more
     * @param positions where each partition stands behind them
     */
    public record Part(ConsumerRecords<byte[], byte[]> records, Map<Integer, Long> positions) {}

    /** Where each partition ends now. */
    public Map<Integer, Long> ends() {
        return byNumber(consumer.endOffsets(partitions));
    }

    /** Where each partition begins. */
    public Map<Integer, Long> begins() {
        return byNumber(consumer.beginningOffsets(partitions));
    }

    private static Map<Integer, Long> byNumber(Map<TopicPartition, Long> offsets) {
        return offsets.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().partition(), Map.Entry::getValue));
    }

    /** Goes on reading here; a partition that is missing is read from its beginning. */
    public void seek(Map<Integer, Long> positions) {
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
    public Optional<Part> next(Map<Integer, Long> ends) {
        while (!isAt(ends)) {
            Map<Integer, Long> before = positions();
            ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
            Map<Integer, Long> positions = positions();
            if (!polled.isEmpty() || !positions.equals(before)) {
                return Optional.of(new Part(polled, positions));
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

    /**
     * The offset of the last record of each partition that holds any. Compaction may have taken what stood at the end, so
     * this looks back in steps that double. Leaves the cursor at the end.
     */
    public Map<Integer, Long> lastRecords() {
        Map<Integer, Long> begins = begins();
        Map<Integer, Long> ends = ends();
        Map<Integer, Long> last = new HashMap<>();
        Map<Integer, Long> from = new HashMap<>(ends);
        for (long back = 1; !from.equals(begins); back *= 2) {
            for (Map.Entry<Integer, Long> begin : begins.entrySet()) {
                int partition = begin.getKey();
                long end = ends.get(partition);
                from.put(partition, last.containsKey(partition) ? end : Math.max(begin.getValue(), end - back));
            }
            seek(from);
            for (Optional<Part> part = next(ends); part.isPresent(); part = next(ends)) {
                for (ConsumerRecord<byte[], byte[]> record : part.get().records()) {
                    last.put(record.partition(), record.offset());
                }
            }
            // What is found needs no further look.
            last.keySet().forEach(found -> from.put(found, begins.get(found)));
        }
        return last;
    }

    @Override
    public void close() {
        consumer.close();
    }
}

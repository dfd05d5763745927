package dev.loopline.acceptance;

import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** Records on the topics of a running Loopline, as another program reads and writes them. */
final class TopicRecords {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BrokerAccess broker;

    TopicRecords(BrokerAccess broker) {
        this.broker = broker;
    }

    /** Sends any record of the topic once more; nothing if it holds none. */
    void repeatAny(String topic, Random random) {
        any(topic, random)
                .ifPresent(record -> send(new ProducerRecord<>(
                        topic, record.partition(), record.key(), record.value(), record.headers())));
    }

    /** Keys of the records of a topic that were written since then. */
    List<String> keysSince(String topic, Instant start) {
        List<String> keys = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, start.toEpochMilli()));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            consumer.offsetsForTimes(times, PATIENCE).forEach((partition, first) -> {
                if (first == null) {
                    return; // nothing is that young
                }
                consumer.assign(List.of(partition));
                consumer.seek(partition, first.offset());
                while (consumer.position(partition, PATIENCE) < ends.get(partition)) {
                    consumer.poll(PATIENCE)
                            .records(partition)
                            .forEach(record -> keys.add(new String(record.key(), StandardCharsets.UTF_8)));
                }
            });
        }
        return keys;
    }

    /** How many records there are. */
    long count(String topic) {
        return read(topic).size();
    }

    /**
     * Loops whose newest record of a topic has a lower revision than one before it, by {@code ce_revision}. Records that come again
     * meanwhile do not count: what stands last is what a reader ends with.
     */
    List<String> stepsBack(String topic) {
        Map<String, Long> highest = new HashMap<>();
        Map<String, Long> last = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : read(topic)) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            long revision = CloudEventHeaders.revision(RecordHeaders.of(record));
            highest.merge(key, revision, Math::max);
            last.put(key, revision);
        }
        return last.keySet().stream()
                .filter(key -> last.get(key) < highest.get(key))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic, PATIENCE).stream()
                    .map(partition -> new TopicPartition(topic, partition.partition()))
                    .toList();
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one, PATIENCE) < ends.get(one))) {
                consumer.poll(PATIENCE).forEach(records::add);
            }
        }
        return records;
    }

    void send(ProducerRecord<byte[], byte[]> record) {
        int patience = Math.toIntExact(PATIENCE.toMillis());
        Map<String, Object> settings = Map.of(
                "acks",
                "all",
                "max.block.ms",
                patience,
                "request.timeout.ms",
                patience,
                "delivery.timeout.ms",
                2 * patience);
        try (KafkaProducer<byte[], byte[]> producer = broker.producer(settings)) {
            producer.send(record);
        }
    }

    private Optional<ConsumerRecord<byte[], byte[]>> any(String topic, Random random) {
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
            TopicPartition partition = new TopicPartition(topic, random.nextInt(Topics.DEFAULT_PARTITIONS));
            consumer.assign(List.of(partition));
            long first = consumer.beginningOffsets(List.of(partition), PATIENCE).get(partition);
            long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
            if (end <= first) {
                return Optional.empty();
            }
            consumer.seek(partition, first + random.nextLong(end - first));
            return consumer.poll(PATIENCE).records(partition).stream().findFirst();
        }
    }
}

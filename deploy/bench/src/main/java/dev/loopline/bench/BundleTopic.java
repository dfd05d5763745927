package dev.loopline.bench;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The topic that the catalog service reads, with bare clients. Not safe for several threads. */
final class BundleTopic implements AutoCloseable {

    private static final EventType TYPE = EventType.BUNDLE_CREATED;

    private final BrokerAccess broker;
    private final KafkaProducer<byte[], byte[]> prompt;
    private final KafkaProducer<byte[], byte[]> bulk;
    private final EventCodec codec = new EventCodec();
    private final Set<LoopKey> loops = new HashSet<>();

    /** @param compression of what is published in bulk, as Kafka names it */
    BundleTopic(BrokerAccess broker, String compression) {
        this.broker = broker;
        this.prompt = broker.producer(Map.of("acks", "all", "linger.ms", 0));
        this.bulk = broker.producer(Map.of(
                "acks",
                "all",
                "linger.ms",
                100,
                "batch.size",
                1 << 20,
                "buffer.memory",
                64L << 20,
                "compression.type",
                compression));
    }

    /** All events that are there. */
    List<BundleCreated> events() {
        List<BundleCreated> events = new ArrayList<>();
        read(record -> {
            Map<String, String> headers = new HashMap<>();
            record.headers()
                    .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));
            codec.decode(TYPE, BundleCreated.class, headers, record.key(), record.value())
                    .match(events::add, tombstone -> false, unreadable -> false);
        });
        events.removeIf(event -> !event.backfilled().hasResult());
        events.forEach(event -> loops.add(event.key()));
        return events;
    }

    /** Sends copies without waiting for each. */
    void publish(LoopCopies copies, int count) {
        for (int i = 0; i < count; i++) {
            send(bulk, copies.next());
        }
        bulk.flush();
    }

    /** Sends an event and waits for the broker. */
    void publish(LoopCopies.Copy event) {
        send(prompt, event);
        prompt.flush();
    }

    private void send(KafkaProducer<byte[], byte[]> producer, LoopCopies.Copy event) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(TYPE.topic(), codec.encodeKey(event.key()), event.body());
        event.headers().forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        loops.add(event.key());
        producer.send(record);
    }

    /** Loops with a result. */
    long distinct() {
        return loops.size();
    }

    /** What it took to read the topic from its beginning to its end and do nothing with it. */
    record BareRead(long records, long bytes, double seconds) {

        double perSecond() {
            return records / seconds;
        }

        double meanKilobytes() {
            return bytes / 1000.0 / Math.max(1, records);
        }
    }

    BareRead readBare() {
        long[] figures = {0, 0};
        long begun = System.nanoTime();
        read(record -> {
            figures[0]++;
            figures[1] += Math.max(0, record.serializedValueSize());
        });
        return new BareRead(figures[0], figures[1], (System.nanoTime() - begun) / 1e9);
    }

    private void read(Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TYPE.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(taker);
            }
        }
    }

    @Override
    public void close() {
        prompt.close();
        bulk.close();
    }
}

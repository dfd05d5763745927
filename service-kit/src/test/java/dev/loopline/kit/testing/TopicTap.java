package dev.loopline.kit.testing;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.broker.BrokerAccess;
import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic from its beginning and writes to any, the way another service would. Not safe for several threads; every
 * wait ends after {@link #PATIENCE} with an error that shows what did arrive.
 */
public final class TopicTap implements AutoCloseable {

    public static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec();
    private final List<ConsumerRecord<byte[], byte[]>> seen = new ArrayList<>();

    /** Taps the topics; they have to exist. The credentials are those of the service under test. */
    public TopicTap(String bootstrapServers, String... topics) {
        BrokerAccess broker = CDI.current().select(BrokerAccess.class).get();
        Map<String, Object> address = Map.of("bootstrap.servers", bootstrapServers);
        Map<String, Object> sending = new HashMap<>(address);
        sending.put("acks", "all");
        sending.put("linger.ms", 0);
        sending.put("max.request.size", 8 * 1024 * 1024);
        this.producer = broker.producer(sending);
        Map<String, Object> reading = new HashMap<>(address);
        reading.put("auto.offset.reset", "earliest");
        this.consumer = broker.consumer(reading);
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : topics) {
            consumer.partitionsFor(topic)
                    .forEach(info -> partitions.add(new TopicPartition(info.topic(), info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Publishes an event as a service would. */
    public void publish(LoopEvent event, String source) {
        send(
                EventType.of(event).topic(),
                codec.encodeKey(event.key()),
                codec.encode(event),
                CloudEventHeaders.of(event, source, Instant.now()));
    }

    /** Publishes the withdrawal of a loop. */
    public void withdraw(EventType type, Tombstone tombstone, String source) {
        send(
                type.topic(),
                codec.encodeKey(tombstone.key()),
                null,
                CloudEventHeaders.of(tombstone, type, source, Instant.now()));
    }

    /** Publishes anything. */
    public void send(String topic, byte @Nullable [] key, byte @Nullable [] value, Map<String, String> headers) {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, key, value);
        headers.forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        try {
            producer.send(record).get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Waits until at least {@code count} records that match have arrived, and returns all that match. */
    public List<ConsumerRecord<byte[], byte[]>> await(int count, Predicate<ConsumerRecord<byte[], byte[]>> matching) {
        Instant deadline = Instant.now().plus(PATIENCE);
        List<ConsumerRecord<byte[], byte[]>> found =
                seen.stream().filter(matching).toList();
        while (found.size() < count) {
            if (Instant.now().isAfter(deadline)) {
                throw new AssertionError("expected " + count + " records, found " + found.size() + " among "
                        + seen.stream().map(TopicTap::describe).toList());
            }
            consumer.poll(Duration.ofMillis(100)).forEach(seen::add);
            found = seen.stream().filter(matching).toList();
        }
        return found;
    }

    /** Waits for the event about a loop at a revision (or a later one). */
    public <E extends LoopEvent> E awaitEvent(EventType type, Class<E> payload, LoopKey key, long revision) {
        byte[] wanted = codec.encodeKey(key);
        List<ConsumerRecord<byte[], byte[]>> records = await(1, record -> {
            // By the key first: all that was ever seen is looked at, and decoding is what takes long.
            E event = Arrays.equals(wanted, record.key()) ? event(type, payload, record) : null;
            return event != null && event.key().equals(key) && event.revision() >= revision;
        });
        E event = event(type, payload, records.get(records.size() - 1));
        if (event == null) {
            throw new AssertionError("cannot be: the record matched");
        }
        return event;
    }

    /** The sum of the end offsets of a topic's partitions. */
    public long end(String topic) {
        return consumer
                .endOffsets(consumer.partitionsFor(topic).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList())
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The event in a record; null if it holds none of this type. */
    public <E extends LoopEvent> @Nullable E event(
            EventType type, Class<E> payload, ConsumerRecord<byte[], byte[]> record) {
        if (!record.topic().equals(type.topic())) {
            return null;
        }
        Decoded<E> decoded = codec.decode(type, payload, headers(record), record.key(), record.value());
        return decoded instanceof Decoded.Known<E> known ? known.event() : null;
    }

    public static Map<String, String> headers(ConsumerRecord<byte[], byte[]> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(h -> headers.put(h.key(), new String(h.value(), StandardCharsets.UTF_8)));
        return headers;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }

    private static String describe(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "null" : new String(record.key(), StandardCharsets.UTF_8);
        return record.topic() + ":" + key + (record.value() == null ? " (tombstone)" : "");
    }
}

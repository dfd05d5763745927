package dev.loopline.bench;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Notes when each loop's event was sent to each topic (the timestamp that the producer gives, to the millisecond). Reads
 * on a thread of its own, from the end of the topics at the time it is made.
 */
final class StageClock implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, Instant> sentAt = new ConcurrentHashMap<>();
    private final LongAdder records = new LongAdder();
    private final LongAdder bytes = new LongAdder();
    private final Thread thread = new Thread(this::read, "stage-clock");

    StageClock(BrokerAccess broker) {
        this.consumer = broker.consumer(Map.of());
        List<TopicPartition> partitions = Topics.events().stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
        thread.setDaemon(true);
        thread.start();
    }

    /** When the loop's event was sent; null if it was not seen. */
    @Nullable
    Instant sentAt(EventType type, String key) {
        return sentAt.get(type.topic() + "|" + key);
    }

    /** Waits for a loop's event, so that PostgreSQL is not asked before the row can be there: asking costs processor time. */
    void awaitSent(EventType type, String key) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        synchronized (sentAt) {
            while (sentAt(type, key) == null) {
                if (Instant.now().isAfter(deadline)) {
                    throw new IllegalStateException(key + " was not announced as " + type);
                }
                sentAt.wait(LOOK_AGAIN.toMillis());
            }
        }
    }

    /** Mean size of a record's body over all topics. */
    int meanBytes() {
        return records.sum() == 0 ? 0 : (int) (bytes.sum() / records.sum());
    }

    private void read() {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofSeconds(1))) {
                    String key = new String(record.key(), StandardCharsets.UTF_8);
                    sentAt.putIfAbsent(record.topic() + "|" + key, Instant.ofEpochMilli(record.timestamp()));
                    records.increment();
                    bytes.add(Math.max(0, record.serializedValueSize()));
                }
                synchronized (sentAt) {
                    sentAt.notifyAll();
                }
            }
        } catch (WakeupException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

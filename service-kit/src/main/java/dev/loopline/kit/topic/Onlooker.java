package dev.loopline.kit.topic;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.failure.NotYetException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;

/** Reads a topic without a consumer group, as far as it is told. For one thread. */
final class Onlooker implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
    private static final int API_TIMEOUT_MS = 15_000;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;

    /** @param further settings of the consumer */
    Onlooker(BrokerAccess broker, String topic, Map<String, ?> further) {
        Map<String, Object> settings = new HashMap<>(further);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, API_TIMEOUT_MS);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        this.topic = topic;
        this.consumer = broker.consumer(settings);
    }

    /** The consumer itself, to be put where reading shall begin. */
    KafkaConsumer<byte[], byte[]> consumer() {
        return consumer;
    }

    List<TopicPartition> partitions() {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
    }

    /**
     * Hands over what lies before these ends in the partitions that are assigned.
     *
     * @throws NotYetException the broker falls silent
     */
    void read(Map<TopicPartition, Long> ends, NewestRecords.Taker taker) throws IOException, InterruptedException {
        long heardAt = System.nanoTime();
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                taker.take(record);
                heardAt = System.nanoTime();
            }
            if (System.nanoTime() - heardAt > LONGEST_SILENCE.toNanos()) {
                throw new NotYetException("the broker does not hand over the topic " + topic);
            }
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}

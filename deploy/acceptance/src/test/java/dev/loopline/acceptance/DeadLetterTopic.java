package dev.loopline.acceptance;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** The dead letters of a service, and a way to send what ends there. */
final class DeadLetterTopic {

    private final BrokerAccess broker;

    DeadLetterTopic(BrokerAccess broker) {
        this.broker = broker;
    }

    void send(String topic, String key, String body) {
        new TopicRecords(broker).send(new ProducerRecord<>(topic, bytes(key), bytes(body)));
    }

    /** Key, body and reason of each dead letter of the service. */
    List<List<String>> read(String service) {
        List<List<String>> letters = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = broker.consumer(Map.of())) {
            TopicPartition partition = new TopicPartition(Topics.deadLetter(service), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> letters.add(describe(record)));
            }
        }
        return letters;
    }

    private static List<String> describe(ConsumerRecord<byte[], byte[]> record) {
        return List.of(
                text(record.key()),
                text(record.value()),
                text(record.headers().lastHeader("loopline_reason").value()));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

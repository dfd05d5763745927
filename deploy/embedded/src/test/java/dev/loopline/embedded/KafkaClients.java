package dev.loopline.embedded;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Clients for tests; every call waits for the broker's answer. */
final class KafkaClients {

    private KafkaClients() {}

    private static Map<String, Object> settings(EmbeddedKafka kafka, Map<String, String> further) {
        Map<String, Object> settings = new HashMap<>(kafka.clientSettings());
        settings.putAll(further);
        return settings;
    }

    static void createTopic(EmbeddedKafka kafka, String topic, int partitions) throws Exception {
        try (Admin admin = Admin.create(settings(kafka, Map.of()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1)))
                    .all()
                    .get(30, TimeUnit.SECONDS);
        }
    }

    static KafkaProducer<String, String> producer(EmbeddedKafka kafka, String compression) {
        return new KafkaProducer<>(
                settings(
                        kafka,
                        Map.of(
                                "linger.ms", "0",
                                "acks", "all",
                                "max.request.size", "8388608",
                                "compression.type", compression)),
                new StringSerializer(),
                new StringSerializer());
    }

    static void produce(EmbeddedKafka kafka, String topic, String... values) throws Exception {
        try (KafkaProducer<String, String> producer = producer(kafka, "lz4")) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value, value)).get(30, TimeUnit.SECONDS);
            }
        }
    }

    /** Reads {@code count} records or whatever a minute brings, and commits their offsets. */
    static List<String> consume(EmbeddedKafka kafka, String topic, String group, int count) {
        return consume(kafka, topic, group, values -> values.size() >= count);
    }

    /** Likewise, until these records have come, and maybe others. */
    static List<String> consume(EmbeddedKafka kafka, String topic, String group, List<String> wanted) {
        return consume(kafka, topic, group, values -> values.containsAll(wanted));
    }

    private static List<String> consume(
            EmbeddedKafka kafka, String topic, String group, Predicate<List<String>> enough) {
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                settings(
                        kafka,
                        Map.of("group.id", group, "auto.offset.reset", "earliest", "enable.auto.commit", "false")),
                new StringDeserializer(),
                new StringDeserializer())) {
            consumer.subscribe(List.of(topic));
            List<String> values = new ArrayList<>();
            long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (!enough.test(values) && System.nanoTime() < end) {
                consumer.poll(Duration.ofMillis(200)).forEach(record -> values.add(record.value()));
            }
            consumer.commitSync();
            return values;
        }
    }
}

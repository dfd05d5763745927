package dev.loopline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.event.EventType;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopicReplayIT {

    private static final String TOPIC = "rdagent.bundle-created";

    @TempDir
    Path folder;

    @Test
    void sendsTheNewestOfEachLoopAndLeavesTheNewestLast() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder));
                Admin admin = BrokerAccess.of(kafka.clientSettings()).admin(Map.of());
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        new HashMap<>(kafka.clientSettings()), new StringSerializer(), new StringSerializer());
                TopicReplay replay = topic(admin, kafka)) {
            send(producer, "t/0", "old");
            send(producer, "t/0", "new");
            send(producer, "t/1", "only");
            send(producer, "t/2", "withdrawn");
            send(producer, "t/2", null);
            send(producer, "u/0", "not meant");
            send(producer, "no loop", "x");

            // When
            TopicReplay.Newest newest = replay.find(record -> TopicReplay.key(record)
                    .filter(key -> key.taskRunId().equals("t"))
                    .isPresent());
            send(producer, "t/1", "newer, while we were looking");
            List<Long> told = new ArrayList<>();
            long again = replay.send(newest, told::add);

            // Then
            assertThat(newest.size()).isEqualTo(3);
            assertThat(told).isNotEmpty().last().isEqualTo(3L);
            assertThat(again).isOne();
            List<ConsumerRecord<String, String>> all = read(kafka);
            assertThat(values(all, "t/0")).containsExactly("old", "new", "new");
            assertThat(values(all, "t/1"))
                    .containsExactly("only", "newer, while we were looking", "only", "newer, while we were looking");
            assertThat(values(all, "t/2")).containsExactly("withdrawn", null, null);
            assertThat(values(all, "u/0")).hasSize(1);
            assertThat(all.stream().filter(record -> record.key().equals("t/0")))
                    .allSatisfy(record -> assertThat(new String(
                                    record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8))
                            .isEqualTo("id"));
        }
    }

    /** A record that came meanwhile is put last at the end of a replay; who kills it before leaves an older one last. */
    @Test
    void makesTheNewestTheLastOneAlsoAfterAReplayThatWasKilled() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder));
                Admin admin = BrokerAccess.of(kafka.clientSettings()).admin(Map.of());
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        new HashMap<>(kafka.clientSettings()), new StringSerializer(), new StringSerializer())) {
            try (TopicReplay killed = topic(admin, kafka)) {
                send(producer, "t/0", "first", 1);
                send(producer, "t/1", "of an older build");
                TopicReplay.Newest newest = killed.find(record -> true);
                send(producer, "t/0", "second", 2);
                send(producer, "t/1", "of an older build, newer");
                assertThatThrownBy(() -> killed.send(newest, sent -> {
                            if (sent == newest.size()) {
                                throw new IllegalStateException("the process ends here");
                            }
                        }))
                        .isInstanceOf(IllegalStateException.class);
            }
            assertThat(values(read(kafka), "t/0")).containsExactly("first", "second", "first");

            // When
            try (TopicReplay replay = new TopicReplay(BrokerAccess.of(kafka.clientSettings()), TOPIC)) {
                replay.send(replay.find(record -> true), sent -> {});
            }

            // Then
            assertThat(values(read(kafka), "t/0")).containsExactly("first", "second", "first", "second");
        }
    }

    /** What is wanted is asked of the newest record, not of an older one behind it. */
    @Test
    void passesOverALoopWhoseNewestRecordIsNotWanted() throws Exception {
        // Given
        try (EmbeddedKafka kafka = EmbeddedKafka.start(KafkaOptions.in(folder));
                Admin admin = BrokerAccess.of(kafka.clientSettings()).admin(Map.of());
                KafkaProducer<String, String> producer = new KafkaProducer<>(
                        new HashMap<>(kafka.clientSettings()), new StringSerializer(), new StringSerializer());
                TopicReplay replay = topic(admin, kafka)) {
            send(producer, "t/0", "wanted", 1);
            send(producer, "t/0", "not", 2);
            send(producer, "t/0", "wanted", 1);

            // When
            TopicReplay.Newest newest =
                    replay.find(record -> new String(record.value(), StandardCharsets.UTF_8).equals("wanted"));

            // Then
            assertThat(newest.size()).isZero();
        }
    }

    @Test
    void knowsItsStagesByAnyName() {
        for (EventType type : EventType.values()) {
            assertThat(Stage.parse(type.topic()).type()).isEqualTo(type);
            assertThat(Stage.parse(type.eventName()).type()).isEqualTo(type);
            assertThat(Stage.parse(Stage.parse(type.topic()).name()).type()).isEqualTo(type);
        }
        assertThatThrownBy(() -> Stage.parse("bundles"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bundle-created");
    }

    private static TopicReplay topic(Admin admin, EmbeddedKafka kafka) throws Exception {
        admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
        // The controller made it; the broker, which is asked next, hears of it a moment later.
        Awaitility.await().until(() -> admin.listTopics().names().get().contains(TOPIC));
        return new TopicReplay(BrokerAccess.of(kafka.clientSettings()), TOPIC);
    }

    private static void send(KafkaProducer<String, String> producer, String key, @Nullable String value)
            throws Exception {
        ProducerRecord<String, String> record = new ProducerRecord<>(TOPIC, key, value);
        record.headers().add("ce_id", "id".getBytes(StandardCharsets.UTF_8));
        producer.send(record).get();
    }

    private static void send(KafkaProducer<String, String> producer, String key, String value, long revision)
            throws Exception {
        ProducerRecord<String, String> record = new ProducerRecord<>(TOPIC, key, value);
        record.headers().add(CloudEventHeaders.REVISION, Long.toString(revision).getBytes(StandardCharsets.UTF_8));
        producer.send(record).get();
    }

    private static List<String> values(List<ConsumerRecord<String, String>> all, String key) {
        return all.stream()
                .filter(record -> record.key().equals(key))
                .map(ConsumerRecord::value)
                .toList();
    }

    private static List<ConsumerRecord<String, String>> read(EmbeddedKafka kafka) {
        List<ConsumerRecord<String, String>> all = new ArrayList<>();
        try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                new HashMap<>(kafka.clientSettings()), new StringDeserializer(), new StringDeserializer())) {
            List<TopicPartition> partitions =
                    List.of(new TopicPartition(TOPIC, 0), new TopicPartition(TOPIC, 1), new TopicPartition(TOPIC, 2));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(200)).forEach(all::add);
            }
        }
        return all;
    }
}

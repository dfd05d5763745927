package dev.loopline.kit.topic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewestRecordsIT {

    private static final String TOPIC = "some-events";

    @TempDir
    static Path folder;

    private static EmbeddedKafka broker;
    private static BrokerAccess access;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedKafka.start(KafkaOptions.in(folder));
        access = BrokerAccess.of(broker.clientSettings());
        try (Admin admin = access.admin(Map.of())) {
            admin.createTopics(Set.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
        }
        try (KafkaProducer<byte[], byte[]> producer = access.producer(Map.of())) {
            for (int revision = 1; revision <= 3; revision++) {
                for (int loop = 0; loop < 20; loop++) {
                    send(producer, "run/" + loop, loop == 7 && revision == 3 ? null : "revision " + revision);
                }
            }
            send(producer, "run/8", "revision 2"); // said once more
            send(producer, "no loop's key", "garbage");
            send(producer, null, "garbage");
        }
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void handsOverTheNewestRecordOfEachLoopThatIsWanted() throws Exception {
        // When
        Map<String, String> records = read(key -> key.loopId() >= 5 && key.loopId() < 9);

        // Then
        assertThat(records)
                .containsOnly(
                        Map.entry("run/5", "revision 3"),
                        Map.entry("run/6", "revision 3"),
                        Map.entry("run/7", "withdrawn"),
                        Map.entry("run/8", "revision 3"));
    }

    @Test
    void handsOverAllWhereAllAreWantedAndNothingOfLoopsThatAreNotThere() throws Exception {
        assertThat(read(key -> true)).hasSize(20);
        assertThat(read(key -> key.taskRunId().equals("another"))).isEmpty();
    }

    private static Map<String, String> read(Predicate<LoopKey> wanted) throws Exception {
        Map<String, String> records = new TreeMap<>();
        try (NewestRecords topic = new NewestRecords(access, TOPIC)) {
            Set<LoopKey> found = topic.read(
                    wanted,
                    record -> records.put(
                            new String(record.key(), StandardCharsets.UTF_8),
                            record.value() == null ? "withdrawn" : new String(record.value(), StandardCharsets.UTF_8)));
            assertThat(found).hasSize(records.size());
        }
        return records;
    }

    private static void send(KafkaProducer<byte[], byte[]> producer, @Nullable String key, @Nullable String value)
            throws Exception {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(TOPIC, bytes(key), bytes(value));
        String revision = value == null ? "3" : value.substring(value.lastIndexOf(' ') + 1);
        record.headers().add(CloudEventHeaders.REVISION, bytes(revision));
        producer.send(record).get();
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.loopline.kit.consume;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The topic of the dead letters takes no record. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class RefusedLettersIT {

    private static final String GROUP = "kit-test";
    private static final String DEAD_LETTERS = Topics.deadLetter(GROUP);
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "refused/1";
    private static final String REASON = "the topic of dead letters takes no record";

    @Inject
    RecordingStage stage;

    @Inject
    BrokerAccess broker;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void waitsAndSaysSoUntilTheLettersAreTakenAgain() throws Exception {
        try (Admin admin = broker.admin(Map.of());
                TopicTap tap = new TopicTap(bootstrapServers, EVENTS, DEAD_LETTERS)) {
            // Given
            long letters = tap.end(DEAD_LETTERS);
            allowLetters(admin, 1);
            try {
                // When
                tap.send(EVENTS, bytes(KEY), bytes("{"), Map.of(CloudEventHeaders.TYPE, "x"));
                ConsumerRecord<byte[], byte[]> record =
                        tap.await(1, one -> isAbout(one, EVENTS)).get(0);
                IntStream.range(0, 50).forEach(n -> tap.publish(RecordingStage.event("beside-" + n, 1), "test"));

                // Then: it says so, other partitions go on, and the record stays to be read again
                await().untilAsserted(() ->
                        given().get("/api/waiting").then().body("reason", hasItem(containsString(REASON))));
                given().get("/q/health/ready").then().body(containsString(REASON));
                await().until(() -> stage.handled().stream().anyMatch(one -> one.startsWith("beside-")));
                assertThat(committed(admin, record)).isLessThanOrEqualTo(record.offset());
                assertThat(tap.end(DEAD_LETTERS)).isEqualTo(letters);

                // And when the letters are taken again
                allowLetters(admin, Topics.MAX_RECORD_BYTES);
                ConsumerRecord<byte[], byte[]> letter =
                        tap.await(1, one -> isAbout(one, DEAD_LETTERS)).get(0);
                assertThat(letter.value()).isEqualTo(bytes("{"));
                await().untilAsserted(() -> assertThat(committed(admin, record)).isGreaterThan(record.offset()));
                await().untilAsserted(() ->
                        given().get("/api/waiting").then().body("reason", not(hasItem(containsString(REASON)))));
            } finally {
                allowLetters(admin, Topics.MAX_RECORD_BYTES);
            }
        }
    }

    private static boolean isAbout(ConsumerRecord<byte[], byte[]> record, String topic) {
        return record.topic().equals(topic) && KEY.equals(new String(record.key(), StandardCharsets.UTF_8));
    }

    private static void allowLetters(Admin admin, int bytes) throws Exception {
        ConfigEntry entry = new ConfigEntry(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(bytes));
        admin.incrementalAlterConfigs(Map.of(
                        new ConfigResource(ConfigResource.Type.TOPIC, DEAD_LETTERS),
                        List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    private static long committed(Admin admin, ConsumerRecord<byte[], byte[]> record) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(record.topic(), record.partition()));
        return offset == null ? 0 : offset.offset();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}

package dev.loopline.kit.consume;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.hasItem;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.DistantBroker;
import dev.loopline.kit.testing.NetworkLine;
import dev.loopline.kit.testing.NetworkLine.Way;
import dev.loopline.kit.testing.TopicTap;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What a handler sends is not taken by the broker for longer than the producer tries. */
@QuarkusTest
@TestProfile(ExpiredSendsIT.ShortDelivery.class)
@QuarkusTestResource(value = DistantBroker.class, restrictToAnnotatedClass = true)
class ExpiredSendsIT {

    private static final String GROUP = "kit-test";
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final String DEAD_LETTERS = Topics.deadLetter(GROUP);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String TASK = "held-" + RecordingStage.PASSED_ON;
    private static final String LOOP = TASK + "/7";

    /** A producer gives a record up after three seconds instead of two minutes. */
    public static class ShortDelivery implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.outgoing.events.request.timeout.ms", "1000",
                    "mp.messaging.outgoing.events.delivery.timeout.ms", "3000",
                    "mp.messaging.outgoing.events.max.block.ms", "3000",
                    "mp.messaging.incoming.workspace-registered.request.timeout.ms", "2000");
        }
    }

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @Inject
    BrokerAccess broker;

    @Inject
    MeterRegistry metrics;

    @ConfigProperty(name = DistantBroker.DIRECT_SERVERS)
    String direct;

    @Test
    void keepsTheInputUncommittedUntilItsOutputIsTaken() throws Exception {
        NetworkLine line = DistantBroker.line();
        try (TopicTap tap = new TopicTap(direct, EVENTS, DEAD_LETTERS);
                Admin admin = broker.admin(Map.of("bootstrap.servers", direct))) {
            // Given: a producer that knows the topic, and a record that is being handled
            publisher.publish(RecordingStage.event("before", 1));
            tap.publish(RecordingStage.event(TASK, 1), "test");
            await().until(() -> stage.attempts(TASK) > 0);
            ConsumerRecord<byte[], byte[]> record =
                    tap.await(1, one -> isAbout(one, TASK)).get(0);

            // When: its handler sends while the broker takes nothing
            line.silence(Way.TO_SERVER);
            stage.letGo(TASK);
            int attempts = stage.attempts(TASK);
            double retries = retries();

            // Then: each send is given up, the handler is tried again, and the service says so
            await().until(() -> stage.attempts(TASK) >= attempts + 3);
            given().get("/api/waiting").then().body("loop", hasItem(LOOP));
            assertThat(retries()).isGreaterThanOrEqualTo(retries + 2);
            assertThat(stage.handled()).doesNotContain(LOOP + "#1");
            assertThat(committed(admin, record)).isLessThanOrEqualTo(record.offset());

            // And when the broker answers again
            line.mend();
            await().until(() -> stage.handled().contains(LOOP + "#1"));
            assertThat(tap.await(1, one -> isAbout(one, RecordingStage.ANSWER))).isNotEmpty();
            await().untilAsserted(() -> assertThat(committed(admin, record)).isGreaterThan(record.offset()));
            assertThat(tap.end(DEAD_LETTERS)).isZero();
        } finally {
            line.mend();
        }
    }

    private static boolean isAbout(ConsumerRecord<byte[], byte[]> record, String task) {
        return record.topic().equals(EVENTS) && new String(record.key(), StandardCharsets.UTF_8).equals(task + "/7");
    }

    private static long committed(Admin admin, ConsumerRecord<byte[], byte[]> record) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(new TopicPartition(record.topic(), record.partition()));
        return offset == null ? 0 : offset.offset();
    }

    private double retries() {
        return metrics.counter("loopline.retries", "event", "WorkspaceRegistered")
                .count();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}

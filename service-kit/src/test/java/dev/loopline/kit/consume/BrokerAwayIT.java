package dev.loopline.kit.consume;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BackgroundThread;
import dev.loopline.kit.testing.RestartedBroker;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** The broker refuses connections for longer than it would miss the service, and comes back. */
@QuarkusTest
@QuarkusTestResource(value = RestartedBroker.class, restrictToAnnotatedClass = true)
class BrokerAwayIT {

    private static final String GROUP = "kit-test";
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final String DEAD_LETTERS = Topics.deadLetter(GROUP);
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    /** Twice the session with the broker. */
    private static final Duration AWAY = Duration.ofSeconds(12);

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @Inject
    BrokerAccess broker;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void livesWaitsAndGoesOnWithoutARestart() throws Exception {
        // Given: one record that is handled, and one that is being handled
        publisher.publish(RecordingStage.event("before", 1));
        publisher.publish(RecordingStage.event("held", 1));
        await().until(() -> stage.handled().contains("before/7#1") && stage.attempts("held") > 0);

        // When
        RestartedBroker.takeAway();
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(
                () -> publisher.publish(RecordingStage.event("meanwhile", 1)), BackgroundThread::run);
        stage.letGo("held");

        // Then: it lives all the time, and what it was to send waits
        Awaitility.await()
                .atMost(PATIENCE)
                .during(AWAY)
                .until(() -> given().get("/q/health/live").statusCode() == 200);
        assertThat(waiting).isNotDone();

        // And when the broker is back: all is handled and committed, nothing is a dead letter
        RestartedBroker.giveBack();
        assertThat(waiting).succeedsWithin(PATIENCE);
        try (TopicTap tap = new TopicTap(bootstrapServers, EVENTS, DEAD_LETTERS);
                Admin admin = broker.admin(Map.of())) {
            IntStream.range(0, 20).forEach(n -> tap.publish(RecordingStage.event("after-" + n, 1), "test"));
            await().untilAsserted(() -> assertThat(stage.handled())
                    .contains("held/7#1", "meanwhile/7#1")
                    .containsAll(IntStream.range(0, 20)
                            .mapToObj(n -> "after-" + n + "/7#1")
                            .toList()));
            await().untilAsserted(() -> assertThat(committed(admin)).isEqualTo(tap.end(EVENTS)));
            assertThat(tap.end(DEAD_LETTERS)).isZero();
        }
    }

    private static long committed(Admin admin) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        return offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}

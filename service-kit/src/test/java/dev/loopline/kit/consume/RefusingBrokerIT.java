package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A broker that takes no dead letters: it lacks the replicas that their topic asks for. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class RefusingBrokerIT {

    private static final String GROUP = "kit-test";
    private static final String DEAD_LETTERS = Topics.deadLetter(GROUP);
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than commits are apart. */
    private static final Duration SOME_COMMITS = Duration.ofSeconds(2);

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void commitsNothingWhoseDeadLetterTheBrokerDoesNotTake() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                TopicTap tap = new TopicTap(bootstrapServers, DEAD_LETTERS)) {
            // Given
            askForReplicas(admin, "2");
            publisher.publish(RecordingStage.event("rejected-and-refused", 1));
            Awaitility.await().atMost(PATIENCE).until(() -> stage.attempts("rejected-and-refused") > 0);
            TopicPartition partition = stage.partitionOf("rejected-and-refused");

            // When
            Awaitility.await().during(SOME_COMMITS).until(() -> committed(admin, partition) < end(admin, partition));
            askForReplicas(admin, "1");

            // Then
            List<?> letters =
                    tap.await(1, one -> new String(one.key(), StandardCharsets.UTF_8).equals("rejected-and-refused/7"));
            assertThat(letters).hasSize(1);
            Awaitility.await().atMost(PATIENCE).until(() -> committed(admin, partition) == end(admin, partition));
        }
    }

    @Test
    void keepsEachOfAThousandThatFailAndGoesOn() {
        try (TopicTap tap = new TopicTap(bootstrapServers, DEAD_LETTERS)) {
            // Given
            String type = EventType.WORKSPACE_REGISTERED.ceType();
            for (int i = 0; i < 1_000; i++) {
                tap.send(
                        EVENTS,
                        ("flood/" + i).getBytes(StandardCharsets.UTF_8),
                        "{".getBytes(StandardCharsets.UTF_8),
                        Map.of(CloudEventHeaders.TYPE, type));
            }

            // When
            publisher.publish(RecordingStage.event("after-the-flood", 1));

            // Then
            Awaitility.await().atMost(PATIENCE).until(() -> stage.handled().contains("after-the-flood/7#1"));
            assertThat(
                            tap
                                    .await(
                                            1_000,
                                            one -> new String(one.key(), StandardCharsets.UTF_8).startsWith("flood/"))
                                    .stream()
                                    .map(one -> new String(one.key(), StandardCharsets.UTF_8)))
                    .hasSize(1_000)
                    .doesNotHaveDuplicates();
        }
    }

    private static void askForReplicas(Admin admin, String number) throws Exception {
        AlterConfigOp least =
                new AlterConfigOp(new ConfigEntry("min.insync.replicas", number), AlterConfigOp.OpType.SET);
        admin.incrementalAlterConfigs(
                        Map.of(new ConfigResource(ConfigResource.Type.TOPIC, DEAD_LETTERS), List.of(least)))
                .all()
                .get();
    }

    private static long committed(Admin admin, TopicPartition partition) throws Exception {
        OffsetAndMetadata offset = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition);
        return offset == null ? 0 : offset.offset();
    }

    private static long end(Admin admin, TopicPartition partition) throws Exception {
        return admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                .partitionResult(partition)
                .get()
                .offset();
    }
}

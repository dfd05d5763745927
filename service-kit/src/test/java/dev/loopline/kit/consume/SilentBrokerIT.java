package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BackgroundThread;
import dev.loopline.kit.testing.DistantBroker;
import dev.loopline.kit.testing.NetworkLine;
import dev.loopline.kit.testing.NetworkLine.Way;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The network to the broker falls silent: connections stay open, and no answer comes. */
@QuarkusTest
@TestProfile(SilentBrokerIT.Impatient.class)
@QuarkusTestResource(value = DistantBroker.class, restrictToAnnotatedClass = true)
class SilentBrokerIT {

    private static final String GROUP = "kit-test";
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final String DEAD_LETTERS = Topics.deadLetter(GROUP);
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Requests without an answer are given up after two seconds instead of thirty. */
    public static class Impatient implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.outgoing.events.request.timeout.ms", "2000",
                    "mp.messaging.incoming.workspace-registered.request.timeout.ms", "2000");
        }
    }

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @Inject
    BrokerAccess broker;

    @ConfigProperty(name = DistantBroker.DIRECT_SERVERS)
    String direct;

    private NetworkLine line;
    private TopicTap tap;
    private Admin admin;

    @BeforeEach
    void open() {
        line = DistantBroker.line();
        tap = new TopicTap(direct, EVENTS, DEAD_LETTERS);
        admin = broker.admin(Map.of("bootstrap.servers", direct));
    }

    @AfterEach
    void close() {
        line.mend();
        tap.close();
        admin.close();
    }

    @ParameterizedTest
    @CsvSource({"deaf,TO_SERVER,TO_SERVER", "mute,TO_CLIENT,TO_CLIENT", "cut,TO_SERVER,TO_CLIENT"})
    void losesAndDoublesNothingWhenTheBrokerFallsSilent(String task, Way one, Way other) throws Exception {
        // Given: a record that is being handled
        publisher.publish(RecordingStage.event("held-" + task, 1));
        await().until(() -> stage.attempts("held-" + task) > 0);

        // When: the broker falls silent until the group has no member left, and records come and go meanwhile
        line.silence(one, other);
        int connections = line.connections();
        IntStream.range(0, 50).forEach(n -> tap.publish(RecordingStage.event(task + "-" + n, 1), "test"));
        CompletableFuture<Void> published = CompletableFuture.runAsync(
                () -> publisher.publish(RecordingStage.event("out-" + task, 1)), BackgroundThread::run);
        stage.letGo("held-" + task);
        await().until(() -> line.connections() > connections + 2);
        assertThat(published).isNotDone();
        line.mend();

        // Then: all is handled, committed, and on the topic once; nothing is a dead letter
        await().untilAsserted(() -> assertThat(stage.handled())
                .contains("held-" + task + "/7#1", "out-" + task + "/7#1")
                .containsAll(IntStream.range(0, 50)
                        .mapToObj(n -> task + "-" + n + "/7#1")
                        .toList()));
        await().untilAsserted(() -> assertThat(committed()).isEqualTo(ends()));
        assertThat(published).succeedsWithin(PATIENCE);
        assertThat(tap.await(1, record -> isAbout(record, "out-" + task))).hasSize(1);
        assertThat(tap.end(DEAD_LETTERS)).isZero();
    }

    private static boolean isAbout(ConsumerRecord<byte[], byte[]> record, String task) {
        return record.topic().equals(EVENTS) && new String(record.key(), StandardCharsets.UTF_8).equals(task + "/7");
    }

    private long committed() throws Exception {
        return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().values().stream()
                .filter(Objects::nonNull)
                .mapToLong(OffsetAndMetadata::offset)
                .sum();
    }

    private long ends() throws Exception {
        List<TopicPartition> partitions =
                admin.describeTopics(List.of(EVENTS)).allTopicNames().get().get(EVENTS).partitions().stream()
                        .map(one -> new TopicPartition(EVENTS, one.partition()))
                        .toList();
        long sum = 0;
        for (TopicPartition partition : partitions) {
            sum += admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                    .partitionResult(partition)
                    .get()
                    .offset();
        }
        return sum;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}

package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class PersistentCommitsIT {

    private static final String GROUP = "kit-test";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration A_POLL = Duration.ofMillis(100);
    /** Longer than commits are apart. */
    private static final Duration SOME_COMMITS = Duration.ofSeconds(2);
    /** The service learns with a heartbeat that the group rebalances. */
    private static final Duration SOME_HEARTBEATS = Duration.ofSeconds(4);

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    /** A member that does not poll keeps its group rebalancing, and a group that rebalances takes no offsets. */
    @Test
    void commitsAfterARebalanceWhatWasHandledDuringIt() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers));
                Member idle = new Member();
                Member newcomer = new Member()) {
            // Given
            publisher.publish(RecordingStage.event("before-rebalance", 1));
            await().until(() -> lag(admin) == 0);
            publisher.publish(RecordingStage.event("held-in-rebalance", 1));
            await().until(() -> stage.attempts("held-in-rebalance") > 0);
            await().until(idle::pollsAndHasJoined);
            newcomer.pollInBackground();
            await().during(SOME_HEARTBEATS).until(() -> state(admin) == GroupState.PREPARING_REBALANCE);
            // When
            stage.letGo("held-in-rebalance");
            await().until(() -> stage.handled().contains("held-in-rebalance/7#1"));
            await().during(SOME_COMMITS).until(() -> lag(admin) > 0);
            await().until(() -> idle.pollsAndHasJoined() && newcomer.hasJoined());
            // Then
            await().untilAsserted(() -> {
                idle.pollsAndHasJoined();
                assertThat(lag(admin)).isZero();
            });
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

    private static GroupState state(Admin admin) throws Exception {
        return admin.describeConsumerGroups(List.of(GROUP))
                .all()
                .get()
                .get(GROUP)
                .groupState();
    }

    private static long lag(Admin admin) throws Exception {
        Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(GROUP)
                .partitionsToOffsetAndMetadata()
                .get();
        Set<TopicPartition> partitions =
                admin
                        .describeTopics(List.of(EventType.WORKSPACE_REGISTERED.topic()))
                        .allTopicNames()
                        .get()
                        .values()
                        .stream()
                        .flatMap(topic -> topic.partitions().stream()
                                .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                        .collect(Collectors.toSet());
        Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> ends = admin.listOffsets(
                        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest())))
                .all()
                .get();
        return partitions.stream()
                .mapToLong(partition -> ends.get(partition).offset()
                        - (committed.get(partition) == null
                                ? 0
                                : committed.get(partition).offset()))
                .sum();
    }

    /** A consumer of the service's group that takes no partition from it, because it reads another topic. */
    private final class Member implements AutoCloseable {

        private final KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "group.id",
                        GROUP,
                        "enable.auto.commit",
                        false,
                        "partition.assignment.strategy",
                        CooperativeStickyAssignor.class.getName()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());

        private volatile boolean joined;
        private volatile boolean leaving;
        private CompletableFuture<Void> polling = CompletableFuture.completedFuture(null);

        Member() {
            consumer.subscribe(List.of(Topics.deadLetter(GROUP)));
        }

        boolean pollsAndHasJoined() {
            consumer.poll(A_POLL);
            joined = consumer.groupMetadata().generationId() > 0;
            return joined;
        }

        boolean hasJoined() {
            return joined;
        }

        void pollInBackground() {
            polling = CompletableFuture.runAsync(() -> {
                while (!leaving) {
                    pollsAndHasJoined();
                }
            });
        }

        @Override
        public void close() {
            leaving = true;
            polling.join();
            consumer.close();
        }
    }
}

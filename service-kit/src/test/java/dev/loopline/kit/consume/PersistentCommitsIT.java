package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BackgroundThread;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
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

    @Inject
    BrokerAccess broker;

    /** A member that does not poll keeps its group rebalancing, and a group that rebalances takes no offsets. */
    @Test
    void commitsAfterARebalanceWhatWasHandledDuringIt() throws Exception {
        try (Admin admin = broker.admin(Map.of());
                Member idle = new Member();
                Member newcomer = new Member()) {
            // Given
            TopicPartition partition = handleWhileTheGroupRebalances("held-in-rebalance", admin, idle, newcomer);
            // When
            await().until(() -> idle.pollsAndHasJoined() && newcomer.hasJoined());
            // Then
            await().untilAsserted(() -> {
                idle.pollsAndHasJoined();
                assertThat(committed(admin, partition)).isEqualTo(end(admin, partition));
            });
        }
    }

    @Test
    void doesNotTakeBackWhatSomebodyElseCommittedMeanwhile() throws Exception {
        try (Admin admin = broker.admin(Map.of());
                Member idle = new Member();
                Member newcomer = new Member()) {
            // Given
            TopicPartition partition = handleWhileTheGroupRebalances("held-back", admin, idle, newcomer);
            long further = end(admin, partition) + 1;
            // When
            idle.commit(partition, further);
            await().until(() -> idle.pollsAndHasJoined() && newcomer.hasJoined());
            // Then
            await().during(SOME_COMMITS).until(() -> {
                idle.pollsAndHasJoined();
                return committed(admin, partition) == further;
            });
        }
    }

    /** @return the partition of the loop, whose offset is handled and not committed */
    private TopicPartition handleWhileTheGroupRebalances(String taskRunId, Admin admin, Member idle, Member newcomer)
            throws Exception {
        publisher.publish(RecordingStage.event(taskRunId, 1));
        await().until(() -> stage.attempts(taskRunId) > 0);
        TopicPartition partition = stage.partitionOf(taskRunId);
        assertThat(committed(admin, partition)).isLessThan(end(admin, partition));
        await().until(idle::pollsAndHasJoined);
        newcomer.pollInBackground();
        await().during(SOME_HEARTBEATS).until(() -> state(admin) == GroupState.PREPARING_REBALANCE);
        stage.letGo(taskRunId);
        await().until(() -> stage.handled().contains(taskRunId + "/7#1"));
        await().during(SOME_COMMITS).until(() -> committed(admin, partition) < end(admin, partition));
        return partition;
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

    /** A consumer of the service's group that takes no partition from it, because it reads another topic. */
    private final class Member implements AutoCloseable {

        private final KafkaConsumer<byte[], byte[]> consumer = broker.consumer(
                Map.of("group.id", GROUP, "partition.assignment.strategy", CooperativeStickyAssignor.class.getName()));

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

        void commit(TopicPartition partition, long offset) {
            consumer.commitSync(Map.of(partition, new OffsetAndMetadata(offset)));
        }

        void pollInBackground() {
            polling = CompletableFuture.runAsync(
                    () -> {
                        while (!leaving) {
                            pollsAndHasJoined();
                        }
                    },
                    BackgroundThread::run);
        }

        @Override
        public void close() {
            leaving = true;
            polling.join();
            consumer.close();
        }
    }
}

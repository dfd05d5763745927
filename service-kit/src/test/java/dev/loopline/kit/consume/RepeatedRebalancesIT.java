package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Another instance of the service comes, takes half of its partitions and goes, again and again, while records arrive. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class RepeatedRebalancesIT {

    private static final String GROUP = "kit-test";
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final String HELD = "held-through";
    private static final int ROUNDS = 6;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration A_POLL = Duration.ofMillis(100);

    @Inject
    RecordingStage stage;

    @Inject
    BrokerAccess broker;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final AtomicInteger published = new AtomicInteger();

    @Test
    void goesOnAndMissesNothingWhileTheGroupRebalancesAgainAndAgain() throws Exception {
        try (TopicTap tap = new TopicTap(bootstrapServers, EVENTS, Topics.deadLetter(GROUP));
                Admin admin = broker.admin(Map.of())) {
            // Given: a record that is being handled all the time, and many that arrive
            long letters = tap.end(Topics.deadLetter(GROUP));
            tap.publish(RecordingStage.event(HELD, 1), "test");
            ConsumerRecord<byte[], byte[]> held =
                    tap.await(1, RepeatedRebalancesIT::isHeld).get(0);
            await().until(() -> stage.attempts(HELD) > 0);
            AtomicBoolean enough = new AtomicBoolean();
            Thread load = new Thread(() -> {
                while (!enough.get()) {
                    tap.publish(RecordingStage.event("moved-" + published.getAndIncrement(), 1), "test");
                }
            });
            load.start();

            // When
            for (int round = 0; round < ROUNDS; round++) {
                int before = handled().size();
                // Then: it has partitions left and goes on with them, and commits nothing that is not handled
                whileAnotherMemberHasPartitions(
                        () -> await().until(() -> handled().size() > before + 20));
                assertThat(committed(admin).getOrDefault(partition(held), 0L)).isLessThanOrEqualTo(held.offset());
            }
            enough.set(true);
            load.join();
            stage.letGo(HELD);

            // Then: what the other one took and did not handle comes as well, and nothing is given up
            Set<String> expected = IntStream.range(0, published.get())
                    .mapToObj(n -> "moved-" + n + "/7#1")
                    .collect(Collectors.toSet());
            await().untilAsserted(() -> assertThat(handled()).containsAll(expected));
            await().until(() -> stage.handled().contains(HELD + "/7#1"));
            await().untilAsserted(() -> assertThat(committed(admin)).isEqualTo(ends(admin)));
            assertThat(tap.end(Topics.deadLetter(GROUP))).isEqualTo(letters);
        }
    }

    private static boolean isHeld(ConsumerRecord<byte[], byte[]> record) {
        return record.topic().equals(EVENTS) && new String(record.key(), StandardCharsets.UTF_8).equals(HELD + "/7");
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private Set<String> handled() {
        return stage.handled().stream().filter(one -> one.startsWith("moved-")).collect(Collectors.toSet());
    }

    /** A member that reads records and handles none, as one that is killed before it has. */
    private void whileAnotherMemberHasPartitions(Runnable work) {
        try (KafkaConsumer<byte[], byte[]> other = broker.consumer(Map.of(
                "group.id",
                GROUP,
                "enable.auto.commit",
                "false",
                "auto.offset.reset",
                "earliest",
                "partition.assignment.strategy",
                CooperativeStickyAssignor.class.getName()))) {
            other.subscribe(List.of(EVENTS));
            await().until(() -> {
                other.poll(A_POLL);
                return !other.assignment().isEmpty();
            });
            work.run();
        }
    }

    private static Map<TopicPartition, Long> committed(Admin admin) throws Exception {
        return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                .filter(entry -> entry.getKey().topic().equals(EVENTS))
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> offset(entry.getValue())));
    }

    private static long offset(OffsetAndMetadata metadata) {
        return metadata.offset();
    }

    /** Of the partitions that hold something. */
    private static Map<TopicPartition, Long> ends(Admin admin) throws Exception {
        Map<TopicPartition, OffsetSpec> latest =
                admin.describeTopics(List.of(EVENTS)).allTopicNames().get().get(EVENTS).partitions().stream()
                        .collect(Collectors.toMap(
                                one -> new TopicPartition(EVENTS, one.partition()), one -> OffsetSpec.latest()));
        return admin.listOffsets(latest).all().get().entrySet().stream()
                .filter(entry -> entry.getValue().offset() > 0)
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}

package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.GroupState;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** A handler that takes longer than a consumer may stay away from its group. */
@QuarkusTest
@TestProfile(SlowHandlerIT.ShortInterval.class)
@QuarkusTestResource(BrokerResource.class)
class SlowHandlerIT {

    private static final String GROUP = "kit-test";
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** More than the intake takes before it has handled any. */
    private static final int MANY = 600;

    /** A consumer that does not poll for so long loses its partitions. */
    public static class ShortInterval implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "mp.messaging.incoming.workspace-registered.max.poll.interval.ms",
                    Long.toString(INTERVAL.toMillis()));
        }
    }

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @Inject
    BrokerAccess broker;

    @Test
    void keepsItsPlaceInTheGroupAndDoesNothingTwice() throws Exception {
        try (Admin admin = broker.admin(Map.of())) {
            // Given
            publisher.publish(RecordingStage.event("stuck", 1));
            await().until(() -> stage.attempts("stuck") == 1);
            Set<String> members = members(admin);
            assertThat(members).hasSize(1);

            // When: others go on, and then more of the same loop come than the intake takes
            List<String> others =
                    IntStream.range(0, 50).mapToObj(n -> "other-" + n).toList();
            others.forEach(one -> publisher.publish(RecordingStage.event(one, 1)));
            await().until(() -> handledOf("other-").size() > others.size() / 2);
            publisher.publishAll(IntStream.rangeClosed(2, MANY)
                    .mapToObj(n -> RecordingStage.event("stuck", n))
                    .toList());

            // Then
            Awaitility.await()
                    .atMost(PATIENCE)
                    .during(INTERVAL.multipliedBy(3))
                    .until(() -> members(admin).equals(members) && stage.attempts("stuck") == 1);
            stage.letGo("stuck");
            List<String> expected =
                    IntStream.rangeClosed(1, MANY).mapToObj(n -> "stuck/7#" + n).toList();
            await().untilAsserted(() -> assertThat(handledOf("stuck")).containsExactlyElementsOf(expected));
            await().untilAsserted(() -> assertThat(handledOf("other-")).hasSize(others.size()));
            assertThat(members(admin)).isEqualTo(members);
        }
    }

    private List<String> handledOf(String task) {
        return stage.handled().stream().filter(one -> one.startsWith(task)).toList();
    }

    private static Set<String> members(Admin admin) throws Exception {
        ConsumerGroupDescription group =
                admin.describeConsumerGroups(List.of(GROUP)).all().get().get(GROUP);
        assertThat(group.groupState()).isEqualTo(GroupState.STABLE);
        return group.members().stream().map(MemberDescription::consumerId).collect(Collectors.toSet());
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }
}

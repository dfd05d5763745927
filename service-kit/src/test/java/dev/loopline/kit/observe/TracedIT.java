package dev.loopline.kit.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.RecordingStage;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.kit.testing.TraceReceiver;
import dev.loopline.kit.testing.TraceReceiver.Received;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(value = CollectorResource.class, restrictToAnnotatedClass = true)
@TestProfile(TracedIT.On.class)
class TracedIT {

    @Inject
    EventPublisher publisher;

    @Inject
    RecordingStage stage;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    /** Tracing is switched on. */
    public static final class On implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.tracing.enabled", "true");
        }
    }

    @Test
    void tracesARecordFromItsSenderToItsHandler() {
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic())) {
            // Given
            String traceId = traceId("traced", 3);
            // When
            publisher.publish(RecordingStage.event("traced", 3));
            // Then
            ConsumerRecord<byte[], byte[]> record =
                    tap.await(1, r -> new String(r.key()).equals("traced/7")).get(0);
            assertThat(TopicTap.headers(record).get("traceparent")).startsWith("00-" + traceId + "-");
            await().untilAsserted(() -> assertThat(receiver().trace(traceId))
                    .extracting(Received::name)
                    .containsExactly("send rdagent.workspace-registered", "process rdagent.workspace-registered"));
            List<Received> trace = receiver().trace(traceId);
            assertThat(trace.get(1).parentId()).isEqualTo(trace.get(0).spanId());
            assertThat(trace).extracting(Received::service).containsOnly("kit-test");
            assertThat(trace.get(1).attributes())
                    .containsEntry("messaging.system", "kafka")
                    .containsEntry("messaging.destination.name", "rdagent.workspace-registered")
                    .containsEntry("messaging.kafka.message.key", "traced/7")
                    .containsEntry("loopline.revision", "3")
                    .containsEntry("loopline.outcome", "skipped");
        }
    }

    /** A sender without tracing, or of an older build, gives no header. */
    @Test
    void putsARecordWithoutHeaderIntoTheTraceOfItsLoop() {
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic())) {
            // When
            tap.publish(RecordingStage.event("headless", 2), "test");
            // Then
            await().untilAsserted(() -> assertThat(receiver().trace(traceId("headless", 2)))
                    .extracting(Received::name)
                    .containsExactly("process rdagent.workspace-registered"));
        }
    }

    @Test
    void staysInTheTraceWhenARecordIsSentOnceMore() {
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic())) {
            // Given
            publisher.publish(RecordingStage.event("again", 1));
            ConsumerRecord<byte[], byte[]> first =
                    tap.await(1, r -> new String(r.key()).equals("again/7")).get(0);
            // When
            tap.send(first.topic(), first.key(), first.value(), TopicTap.headers(first));
            // Then
            await().untilAsserted(() -> assertThat(receiver().trace(traceId("again", 1)))
                    .extracting(Received::name)
                    .filteredOn(name -> name.startsWith("process rdagent"))
                    .hasSize(2));
        }
    }

    @Test
    void linksTheSpansOfABatch() {
        // Given
        List<WorkspaceRegistered> events = IntStream.rangeClosed(1, 40)
                .mapToObj(revision -> RecordingStage.event("batched", revision))
                .toList();
        // When
        publisher.publishAll(events);
        // Then
        await().until(() -> stage.handled().stream()
                        .filter(one -> one.startsWith("batched/"))
                        .count()
                == 40);
        await().untilAsserted(() -> assertThat(linked()).isNotEmpty());
        Received batch = linked().get(0);
        assertThat(batch.attributes())
                .containsEntry(
                        "messaging.batch.message_count",
                        Integer.toString(batch.links().size()));
        await().untilAsserted(() -> assertThat(receiver().spans())
                .extracting(span -> span.traceId() + "/" + span.spanId())
                .containsAll(batch.links()));
        for (int revision = 1; revision <= 40; revision++) {
            assertThat(receiver().trace(traceId("batched", revision)))
                    .as("revision %d", revision)
                    .hasSize(2);
        }
    }

    private static List<Received> linked() {
        return receiver().spans().stream()
                .filter(span -> span.name().equals("process batch rdagent.workspace-registered"))
                .toList();
    }

    private static TraceReceiver receiver() {
        return CollectorResource.receiver();
    }

    private static String traceId(String taskRunId, long revision) {
        return new LoopRevision(new LoopKey(taskRunId, 7), revision).traceId();
    }
}

package dev.loopline.kit.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.RecordingStage;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A collector is named, as it may be for other programs of the machine, but nobody asked for traces. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(value = CollectorResource.class, restrictToAnnotatedClass = true)
class UntracedIT {

    @Inject
    EventPublisher publisher;

    @Inject
    RecordingStage stage;

    @Inject
    Tracing tracing;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Test
    void sendsNothingAndWritesNoHeader() {
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic())) {
            // When
            publisher.publish(RecordingStage.event("untraced", 1));
            // Then
            ConsumerRecord<byte[], byte[]> record =
                    tap.await(1, r -> new String(r.key()).equals("untraced/7")).get(0);
            assertThat(TopicTap.headers(record)).doesNotContainKeys("traceparent", "tracestate", "baggage");
            await().until(() -> stage.handled().contains("untraced/7#1"));
            await().during(Duration.ofSeconds(1))
                    .until(() -> CollectorResource.receiver().spans().isEmpty());
            assertThat(tracing.isOn()).isFalse();
        }
    }
}

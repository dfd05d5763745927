package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** A flood of records that can never be processed. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class ManyDeadLettersIT {

    private static final String DEAD_LETTERS = Topics.deadLetter("kit-test");
    private static final String EVENTS = EventType.WORKSPACE_REGISTERED.topic();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @Inject
    MeterRegistry metrics;

    @Test
    void keepsEachOfAThousandThatFailAndGoesOn() {
        try (TopicTap tap = new TopicTap(bootstrapServers, DEAD_LETTERS)) {
            // Given
            Counter counted = metrics.counter("loopline.dead.letters", "reason", "MALFORMED");
            double before = counted.count();
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
            assertThat(counted.count()).isEqualTo(before + 1_000);
        }
    }
}

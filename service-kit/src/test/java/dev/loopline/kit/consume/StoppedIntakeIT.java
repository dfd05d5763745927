package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import dev.loopline.kit.observe.Tracing;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The end of a service that has much to do. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class StoppedIntakeIT {

    private static final int RECORDS = 300;
    private static final int PARTITIONS = 12;
    private static final int BATCH = 5;
    private static final int THREADS = 2;
    private static final String DEAD_LETTERS = Topics.deadLetter("kit-test");

    @Inject
    DeadLetters deadLetters;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
    private final Set<Long> begun = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopping = new CountDownLatch(1);

    /** What a handler meets when its clients close. */
    static Stream<RuntimeException> failuresAtTheEnd() {
        return Stream.of(
                new IllegalStateException("the pool is closed"),
                new RejectedException("DATABASE_REFUSED", "the connection was ended"),
                new NotYetException("the broker does not answer"));
    }

    @ParameterizedTest
    @MethodSource("failuresAtTheEnd")
    void givesUpNothingThatFailsWhileItStops(RuntimeException failure) {
        try (TopicTap tap = new TopicTap(bootstrapServers, DEAD_LETTERS)) {
            // Given
            long letters = tap.end(DEAD_LETTERS);
            EventIntake<WorkspaceRegistered> intake = full(() -> {
                throw failure;
            });

            // When
            intake.beginStop();
            stopping.countDown();
            intake.close();

            // Then: all of it comes again after the next start
            assertThat(acknowledged).isEmpty();
            assertThat(begun).hasSizeLessThanOrEqualTo(THREADS * BATCH);
            assertThat(tap.end(DEAD_LETTERS)).isEqualTo(letters);
        }
    }

    @Test
    void finishesWhatItHasBegunAndBeginsNothingMore() {
        // Given
        EventIntake<WorkspaceRegistered> intake = full(() -> {});

        // When
        intake.beginStop();
        stopping.countDown();
        intake.close();

        // Then
        assertThat(acknowledged).isNotEmpty().hasSize(begun.size()).hasSizeLessThanOrEqualTo(THREADS * BATCH);
    }

    /** An intake that has taken many records and is in the middle of the first ones. */
    private EventIntake<WorkspaceRegistered> full(Runnable end) {
        EventIntakes intakes = new EventIntakes(
                new EventIntake.Shared(deadLetters, new Waiting(metrics), metrics, Tracing.OFF, Lanes::new));
        EventIntake<WorkspaceRegistered> intake = intakes.open(
                EventType.WORKSPACE_REGISTERED,
                WorkspaceRegistered.class,
                IntakeOptions.perPartition(THREADS, BATCH),
                batch -> {
                    batch.forEach(one -> begun.add(one.position().offset()));
                    stopping.await();
                    end.run();
                });
        for (int i = 0; i < RECORDS; i++) {
            intake.accept(message(i));
        }
        Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> begun.size() >= THREADS);
        return intake;
    }

    private Message<byte[]> message(int number) {
        WorkspaceRegistered event = RecordingStage.event("stopped-" + number, 1);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                EventType.WORKSPACE_REGISTERED.topic(),
                number % PARTITIONS,
                number,
                event.key().toString().getBytes(StandardCharsets.UTF_8),
                new EventCodec().encode(event));
        CloudEventHeaders.of(event, "x", Instant.EPOCH)
                .forEach((name, text) -> record.headers().add(name, text.getBytes(StandardCharsets.UTF_8)));
        return Message.of(record.value(), () -> {
                    acknowledged.add(number);
                    return CompletableFuture.completedFuture(null);
                })
                .addMetadata(new IncomingKafkaRecordMetadata<>(record, "events"));
    }
}

package dev.loopline.kit.consume;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.kit.failure.NotYetException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.reactive.messaging.kafka.api.IncomingKafkaRecordMetadata;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.junit.jupiter.api.Test;

class DeadLetterIntakeTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private final Set<Integer> acknowledged = new ConcurrentSkipListSet<>();
    private final List<List<Integer>> calls = new CopyOnWriteArrayList<>();

    @Test
    void waitsOutATransientFailureAndAcknowledgesAfterwards() {
        // Given: a store that is not there yet, twice
        DeadLetterIntake intake = intake(batch -> {
            if (calls.size() < 3) {
                throw new NotYetException("the registry is locked");
            }
        });

        // When
        intake.accept(letter(1));

        // Then
        await(Set.of(1));
        assertThat(calls).containsExactly(List.of(1), List.of(1), List.of(1));
        assertThat(count("loopline.retries")).isEqualTo(2);
        assertThat(count("loopline.dead.letters.passed.over")).isZero();
    }

    @Test
    void keepsTheLettersOfABatchInWhichOneFails() {
        // Given: two letters that queue up behind a first one, and one of them is more than the handler can take
        CountDownLatch queued = new CountDownLatch(1);
        DeadLetterIntake intake = intake(batch -> {
            if (batch.get(0).key().loopId() == 0) {
                queued.await();
            }
            if (batch.stream().anyMatch(one -> one.key().loopId() == 2)) {
                throw new IllegalStateException("cannot be recorded");
            }
        });

        // When
        intake.accept(letter(0));
        Awaitility.await().atMost(PATIENCE).until(() -> !calls.isEmpty());
        for (int loop = 1; loop <= 3; loop++) {
            intake.accept(letter(loop));
        }
        queued.countDown();

        // Then
        await(Set.of(0, 1, 2, 3));
        assertThat(calls).containsExactly(List.of(0), List.of(1, 2, 3), List.of(1), List.of(2), List.of(3));
        assertThat(count("loopline.dead.letters.passed.over")).isEqualTo(1);
    }

    @Test
    void leavesToTheNextStartWhatCouldNotBeRecordedBeforeTheEnd() {
        // Given
        DeadLetterIntake intake = intake(batch -> {
            throw new NotYetException("the registry is locked");
        });
        intake.accept(letter(1));
        Awaitility.await().atMost(PATIENCE).until(() -> !calls.isEmpty());

        // When
        intake.beginStop();
        intake.close();

        // Then
        assertThat(acknowledged).isEmpty();
        assertThat(count("loopline.dead.letters.passed.over")).isZero();
    }

    @Test
    void passesOverWhatIsAboutNoLoop() {
        // Given
        DeadLetterIntake intake = intake(batch -> {});

        // When
        intake.accept(message(9, new ConsumerRecord<>(Topics.deadLetter("x"), 0, 9, bytes("junk"), bytes("junk"))));

        // Then
        await(Set.of(9));
        assertThat(calls).isEmpty();
        assertThat(count("loopline.dead.letters.passed.over")).isEqualTo(1);
    }

    private DeadLetterIntake intake(DeadLetterIntake.Handler handler) {
        return new DeadLetterIntake(
                IntakeOptions.single(10),
                batch -> {
                    calls.add(batch.stream().map(one -> one.key().loopId()).toList());
                    handler.handle(batch);
                },
                new Waiting(metrics),
                metrics,
                Lanes::new);
    }

    private void await(Set<Integer> letters) {
        Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.equals(letters));
    }

    private double count(String name) {
        return metrics.get(name).counter().count();
    }

    private Message<byte[]> letter(int loop) {
        LoopImported event = new LoopImported(
                "task",
                loop,
                7,
                9,
                LoopImported.Rows.NONE,
                "b",
                LoopImported.BundleState.AVAILABLE,
                Instant.EPOCH,
                null);
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>(
                Topics.deadLetter("bundle-service"),
                0,
                loop,
                bytes(new LoopKey("task", loop).toString()),
                new EventCodec().encode(event));
        CloudEventHeaders.of(event, "x", Instant.EPOCH)
                .forEach((name, text) -> record.headers().add(name, bytes(text)));
        record.headers().add(DeadLetters.SOURCE_TOPIC, bytes(EventType.LOOP_IMPORTED.topic()));
        return message(loop, record);
    }

    private Message<byte[]> message(int number, ConsumerRecord<byte[], byte[]> record) {
        return Message.of(record.value(), () -> {
                    acknowledged.add(number);
                    return CompletableFuture.completedFuture(null);
                })
                .addMetadata(new IncomingKafkaRecordMetadata<>(record, "dead-letters"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package dev.loopline.watcher.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.watcher.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxRelayTest {

    @TempDir
    Path folder;

    @Test
    void sendsTheSameAgainWhenItDiedBeforeTakingNote() throws Exception {
        // Given
        Path file = folder.resolve("registry.sqlite");
        List<OutgoingRecord> sent = new ArrayList<>();
        try (Registry registry = Registry.open(file)) {
            append(registry, 600);
            OutboxRelay dying = new OutboxRelay(registry, records -> {
                sent.addAll(records);
                throw new IllegalStateException("the process ends here");
            });
            assertThatThrownBy(dying::drain).isInstanceOf(IllegalStateException.class);
        }
        List<OutgoingRecord> again = new ArrayList<>();

        // When
        try (Registry registry = Registry.open(file)) {
            OutboxRelay relay = new OutboxRelay(registry, records -> {
                again.addAll(records);
                return List.of();
            });
            relay.drain();

            // Then
            assertThat(relay.backlog()).isZero();
        }
        assertThat(again).hasSize(600);
        assertThat(ids(again.subList(0, sent.size()))).isEqualTo(ids(sent));
        assertThat(ids(again)).doesNotHaveDuplicates().isSorted();
    }

    @Test
    void keepsEverythingWhileTheBrokerIsAway() throws Exception {
        // Given
        AtomicInteger calls = new AtomicInteger();
        List<OutgoingRecord> sent = new CopyOnWriteArrayList<>();
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            OutboxRelay relay = new OutboxRelay(registry, records -> {
                if (calls.incrementAndGet() < 3) {
                    throw new IllegalStateException("no broker");
                }
                sent.addAll(records);
                return List.of();
            });

            // When
            relay.start();
            append(registry, 3);
            relay.wake();

            // Then
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(() -> sent.size() == 3);
            Awaitility.await().until(() -> relay.problem().isEmpty());
            relay.close();
        }
    }

    private static void append(Registry registry, int count) throws Exception {
        OutboxTable table = new OutboxTable();
        registry.write(session -> {
            for (int i = 0; i < count; i++) {
                table.appendWithdrawal(
                        session,
                        EventType.WORKSPACE_REGISTERED,
                        Tombstone.of(new LoopKey("t", 1000 + i), 1),
                        Instant.EPOCH);
            }
            return null;
        });
    }

    private static List<String> ids(List<OutgoingRecord> records) {
        return records.stream()
                .map(record -> new String(record.headers().get(CloudEventHeaders.ID), StandardCharsets.UTF_8))
                .toList();
    }
}

package dev.loopline.watcher.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.watcher.home.HomeLease;
import dev.loopline.watcher.registry.Registry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
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

    @Test
    void keepsRecordsOfARegistryThatWasPutInPlaceWhileItSent() throws Exception {
        // Given: the other registry has other records under the same numbers
        List<OutgoingRecord> sent = new ArrayList<>();
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            append(registry, 3);
            OutboxRelay relay = new OutboxRelay(registry, records -> {
                if (sent.isEmpty()) {
                    replace(registry);
                }
                sent.addAll(records);
                return List.of();
            });

            // When
            relay.drain();

            // Then
            assertThat(ids(sent))
                    .hasSize(6)
                    .filteredOn(id -> id.contains("/other/"))
                    .hasSize(3);
        }
    }

    @Test
    void neitherSendsNorNotesAnythingInAHomeThatAnotherWatcherOwns() throws Exception {
        // Given: the home is lost while the first records are on their way
        Path file = folder.resolve("home/registry.sqlite");
        HomeLease.Place place = new HomeLease.Place(file, null);
        HomeLease lease = HomeLease.take(place, Duration.ofMillis(1), null, () -> {});
        List<OutgoingRecord> sent = new CopyOnWriteArrayList<>();
        try (Registry registry = Registry.open(file, lease::isHeld)) {
            append(registry, 600);
            OutboxRelay relay = new OutboxRelay(registry, records -> {
                sent.addAll(records);
                takeOver(place);
                return List.of();
            });

            // When, Then: these are not noted, no others are sent, and nothing is written
            assertThatThrownBy(relay::drain).isInstanceOf(SQLException.class).hasMessageContaining("does not hold");
            assertThat(sent).hasSizeBetween(1, 599);
            int before = sent.size();
            assertThatThrownBy(relay::drain).isInstanceOf(SQLException.class);
            assertThat(sent).hasSize(before);
            assertThat(relay.backlog()).isEqualTo(600);
            assertThatThrownBy(() -> append(registry, 1)).isInstanceOf(SQLException.class);
        }
    }

    /** As a successor does after the owner was silent. */
    private static void takeOver(HomeLease.Place place) {
        try {
            HomeLease.take(place, Duration.ofMillis(1), null, () -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void replace(Registry registry) {
        try {
            registry.write(session -> session.update("UPDATE loopline_outbox SET record_key = 'other/' || sequence,"
                    + " headers = replace(headers, '/t/', '/other/')"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void notesOnlyRecordsThatLieDirectlyBehindTheKnownOnes() throws Exception {
        // Given: another program wrote a record to the second partition
        String topic = EventType.WORKSPACE_REGISTERED.topic();
        try (Registry registry = Registry.open(folder.resolve("registry.sqlite"))) {
            append(registry, 3);
            TopicEnds before = new TopicEnds("id", Map.of(0, 5L, 1, 7L));
            registry.write(session -> {
                PublishedTable.put(session, topic, before);
                return session;
            });
            OutboxRelay relay = new OutboxRelay(
                    registry, records -> List.of(place(topic, 0, 5), place(topic, 0, 6), place(topic, 1, 8)));

            // When
            relay.drain();

            // Then
            Optional<TopicEnds> noted = registry.view(session -> PublishedTable.read(session, topic));
            assertThat(noted).contains(new TopicEnds("id", Map.of(0, 7L, 1, 7L)));
        }
    }

    private static RecordMetadata place(String topic, int partition, long offset) {
        return new RecordMetadata(new TopicPartition(topic, partition), offset, 0, 0, 0, 0);
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

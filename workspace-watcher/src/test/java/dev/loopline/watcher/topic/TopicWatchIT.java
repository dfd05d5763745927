package dev.loopline.watcher.topic;

import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.plan.Layout;
import dev.loopline.watcher.OtherProgram;
import dev.loopline.watcher.TestBroker;
import dev.loopline.watcher.Watching;
import dev.loopline.watcher.register.Verdict;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry and a topic that do not belong together, with a real broker and a real SQLite. */
class TopicWatchIT {

    private static final int HISTORY = 3;
    private static final LoopKey KEY = new LoopKey("live", 7);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path folder;

    private Path home;
    private Path registry;
    private LiveRun run;

    @BeforeEach
    void writeHome() {
        home = folder.resolve("home");
        registry = home.resolve("RDagentDB/registry.sqlite");
        SampleHome.builder(home).registryLoops(HISTORY).modelBytes(1000).write();
        run = LiveRun.builder(home, Layout.REGISTRY, KEY.taskRunId(), KEY.loopId())
                .modelBytes(1000)
                .build();
        run.begin();
        run.finish();
    }

    @Test
    void publishesNothingAtAHealthyRestart() throws Exception {
        // Given
        try (TestBroker broker = broker("broker")) {
            register(broker, HISTORY + 1);

            // When
            try (Watching again = new Watching(home, broker)) {
                again.awaitScans(4);

                // Then
                assertThat(again.published()).isEmpty();
                assertThat(again.closed()).isEmpty();
            }
        }
    }

    /** As after an update from a version that noted nothing. */
    @Test
    void publishesNothingWhenNothingWasNotedAndTheTopicHasAll() throws Exception {
        // Given
        try (TestBroker broker = broker("broker")) {
            register(broker, HISTORY + 1);
            OtherProgram.execute(registry, "DELETE FROM loopline_published");

            // When
            try (Watching again = new Watching(home, broker)) {
                again.awaitScans(4);

                // Then
                assertThat(again.published()).isEmpty();
                assertThat(number("SELECT COUNT(*) FROM loopline_published")).isPositive();
            }
        }
    }

    @Test
    void readsNothingAtAHealthyRestartBecauseItNotedWhereItsRecordsLie() throws Exception {
        // Given
        try (TestBroker broker = broker("broker")) {
            register(broker, HISTORY + 1);
            run.rerun();
            register(broker, 1);

            // When
            long unread;
            try (RegistrationTopic topic = new RegistrationTopic(broker.access(), "watched")) {
                long end = topic.ends().offsets().values().stream()
                        .mapToLong(Long::longValue)
                        .sum();
                unread = end - number("SELECT SUM(end_offset) FROM loopline_published");
            }

            // Then
            assertThat(unread).isZero();
        }
    }

    @Test
    void leavesAKeyToTheHomeThatUsedItFirstUntilThatGivesItBack() throws Exception {
        // Given: another home has a loop of this key, and one that this home does not have
        try (TestBroker broker = broker("broker")) {
            LoopKey foreign = new LoopKey("elsewhere", 1);
            broker.send(List.of(ofAnotherHome(KEY, "another"), ofAnotherHome(foreign, "another")));

            // When
            try (Watching watching = new Watching(home, broker)) {
                watching.awaitPublished(HISTORY);
                watching.awaitScans(3);

                // Then
                assertThat(watching.published())
                        .hasSize(HISTORY)
                        .noneMatch(one -> one.key().equals(KEY));
                assertThat(watching.board.open().get(KEY))
                        .extracting(Verdict::reason, as(STRING))
                        .contains("a loop of the RD-Agent home another has the same task run and number");
                assertThat(number("SELECT COUNT(*) FROM loopline_loop")).isEqualTo(HISTORY);

                // And when
                broker.send(List.of(ofAnotherHome(KEY, null)));

                // Then
                watching.awaitPublished(KEY, 1);
            }
        }
    }

    @Test
    void announcesItsLoopAgainWhenAnotherHomeUsesItsKeyLater() throws Exception {
        // Given
        try (TestBroker broker = broker("broker")) {
            register(broker, HISTORY + 1);
            broker.send(List.of(ofAnotherHome(KEY, "another")));

            // When
            try (Watching watching = new Watching(home, broker)) {
                watching.awaitPublished(KEY, 1);
                watching.awaitScans(3);

                // Then: the others are not
                assertThat(watching.published()).hasSize(1);
                assertThat(watching.published().get(0).event().revision()).isEqualTo(2);
                assertThat(watching.published().get(0).event().home()).isEqualTo("watched");
            }
        }
    }

    /** @param home null for a withdrawal by the home {@code another} */
    private static OutgoingRecord ofAnotherHome(LoopKey key, @Nullable String home) {
        Map<String, String> headers = Map.of(CloudEventHeaders.HOME, "another");
        return new OutgoingRecord(
                RegistrationTopic.NAME,
                new EventCodec().encodeKey(key),
                home == null ? null : new byte[] {'{', '}'},
                headers.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void announcesAllLoopsButTheWithdrawnOnesOnANewBroker() throws Exception {
        // Given: all of it is in AIstock, and one loop was withdrawn
        try (TestBroker broker = broker("first")) {
            register(broker, HISTORY + 1);
            try (Watching watching = new Watching(home, broker)) {
                run.withdraw();
                watching.awaitPublished(KEY, 1);
            }
        }
        OtherProgram.execute(
                registry,
                "UPDATE loopline_loop SET backfilled_revision = 9, bundled_revision = 9, imported_revision = 9");

        // When
        try (TestBroker broker = broker("second");
                Watching again = new Watching(home, broker)) {
            again.awaitPublished(HISTORY);
            again.awaitScans(3);

            // Then
            assertThat(again.published())
                    .hasSize(HISTORY)
                    .noneMatch(one -> one.key().equals(KEY));
            assertThat(number(
                            "SELECT COUNT(*) FROM loopline_loop WHERE imported_revision > 0 AND state = 'registered'"))
                    .isZero();
        }
    }

    @Test
    void doesNotStepBackWhenAnOlderRegistryIsPutInPlaceBetweenTwoRuns() throws Exception {
        // Given
        try (TestBroker broker = broker("broker")) {
            register(broker, HISTORY + 1);
            Path copy = copyOfRegistry();
            run.rerun();
            register(broker, 1);
            run.rerun();
            register(broker, 1);

            // When
            putInPlace(copy);
            run.rerun();
            try (Watching again = new Watching(home, broker)) {
                again.awaitPublished(KEY, 1);
                again.awaitScans(3);

                // Then
                assertNewestWins(broker, again, 4);
            }
        }
    }

    @Test
    void doesNotStepBackWhenAnOlderRegistryIsPutInPlaceWhileItRuns() throws Exception {
        // Given
        try (TestBroker broker = broker("broker");
                Watching watching = new Watching(home, broker)) {
            watching.awaitPublished(HISTORY + 1);
            Path copy = copyOfRegistry();
            run.rerun();
            watching.awaitPublished(KEY, 2);
            run.rerun();
            watching.awaitPublished(KEY, 3);

            // When
            putInPlace(copy);
            watching.awaitPublished(KEY, 4);
            run.rerun();

            // Then
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertNewestWins(broker, watching, 5));
        }
    }

    /** RD-Agent's rows of the loop are lost with the newer registry, and no file in its folder says its number. */
    @Test
    void findsNoLoopASecondTimeWhenAnOlderRegistryLacksItsRows() throws Exception {
        // Given
        LoopKey key = new LoopKey("alone", 2);
        LoopKey assumed = new LoopKey("alone", 0);
        try (TestBroker broker = broker("broker")) {
            try (Watching watching = new Watching(home, broker)) {
                watching.awaitPublished(HISTORY + 1);
                Path copy = copyOfRegistry();
                LiveRun alone = LiveRun.builder(home, Layout.SEEDS, key.taskRunId(), key.loopId())
                        .modelBytes(1000)
                        .build();
                alone.begin();
                alone.finish();
                watching.awaitPublished(key, 1);
                awaitNothingToSend(watching);

                // When
                putInPlace(copy);

                // Then
                awaitStuck(watching, assumed);
                assertThat(watching.of(assumed)).isEmpty();
            }

            // And after a restart
            try (Watching again = new Watching(home, broker)) {
                awaitStuck(again, assumed);
                assertThat(again.of(assumed)).isEmpty();
            }
        }
    }

    private static void awaitStuck(Watching watching, LoopKey key) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> watching.of(key).isEmpty() ? watching.board.open().get(key) : null,
                        verdict -> verdict instanceof Verdict.Stuck);
    }

    /** The copy says that a loop is on its way, and its import was reported to the file that is gone. */
    @Test
    void announcesLoopsThatWereOnTheirWayWhenAnotherRegistryIsPutInPlaceWhileItRuns() throws Exception {
        // Given
        try (TestBroker broker = broker("broker");
                Watching watching = new Watching(home, broker)) {
            watching.awaitPublished(HISTORY + 1);
            OtherProgram.execute(
                    registry, "UPDATE loopline_loop SET imported_revision = 1 WHERE task_run_id <> 'live'");
            Path copy = copyOfRegistry();
            OtherProgram.execute(registry, "UPDATE loopline_loop SET imported_revision = 1");

            // When
            putInPlace(copy);
            watching.awaitPublished(KEY, 2);
            watching.awaitScans(2);

            // Then
            assertThat(watching.published()).hasSize(HISTORY + 2);
        }
    }

    @Test
    void doesNotStepBackWhenTheRegistryIsMadeAnew() throws Exception {
        // Given: loops that their folders alone tell of
        Path plain = folder.resolve("plain");
        SampleHome.builder(plain).seedsLayoutLoops(HISTORY).modelBytes(1000).write();
        home = plain;
        registry = home.resolve("RDagentDB/registry.sqlite");
        try (TestBroker broker = broker("broker")) {
            register(broker, HISTORY);
            LoopKey key;
            try (Watching first = new Watching(home, broker)) {
                key = first.book.all().iterator().next().key();
            }

            // When
            deleteRegistry();
            try (Watching again = new Watching(home, broker)) {
                again.awaitPublished(HISTORY);

                // Then
                assertThat(again.published())
                        .allSatisfy(one -> assertThat(one.event().revision()).isEqualTo(2));
                assertThat(broker.registrations(key)).hasSize(2);
            }
        }
    }

    @Test
    void saysThatTheTopicIsMissingAndAnnouncesAllWhenItWasMadeAnewWhileItRuns() throws Exception {
        // Given
        try (TestBroker broker = broker("broker");
                Watching watching = new Watching(home, broker)) {
            watching.awaitPublished(HISTORY + 1);

            // When
            broker.deleteTopic();

            // Then
            Awaitility.await()
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> watching.closed().orElse(""), text -> text.contains("is not there"));

            // And when it is there again
            broker.createTopic();
            watching.awaitPublished(2 * (HISTORY + 1));
            watching.awaitScans(2);
            assertThat(watching.published()).hasSize(2 * (HISTORY + 1));
            Awaitility.await().until(() -> watching.closed().isEmpty());
        }
    }

    @Test
    void registersNothingUntilTheBrokerCanBeAskedButFindsTheLoops() throws Exception {
        // Given
        int port = freePort();
        try (TestBroker broker = new TestBroker(folder.resolve("broker"), port)) {
            register(broker, HISTORY + 1);
            Path copy = copyOfRegistry();
            run.rerun();
            register(broker, 1);
            putInPlace(copy);
            run.rerun();
            OtherProgram.execute(
                    registry,
                    "INSERT INTO loopline_request (request_id, parameters, overwrite, created_at_utc)"
                            + " VALUES ('r', '{}', 0, '')");
            OtherProgram.execute(
                    registry,
                    "INSERT INTO loopline_request_loop (request_id, task_run_id, loop_id) VALUES ('r', 'live', 7)");
            broker.stop();

            // When
            try (Watching watching = new Watching(home, broker)) {
                watching.awaitScans(2);
                watching.loop.requestsArrived();
                watching.awaitScans(3);

                // Then
                assertThat(watching.board.discovered()).isEqualTo(HISTORY + 1);
                assertThat(watching.closed().orElse("")).contains("no loop is registered", "broker");
                assertThat(number("SELECT MAX(revision) FROM loopline_loop")).isEqualTo(1);

                // And when it is back
                try (TestBroker back = new TestBroker(folder.resolve("broker"), port)) {
                    watching.awaitPublished(KEY, 1);
                    assertNewestWins(back, watching, 3);
                }
            }
        }
    }

    private TestBroker broker(String name) throws Exception {
        return new TestBroker(folder.resolve(name), 0);
    }

    /** Lets a watcher run until it has published so many records and noted it. */
    private void register(TestBroker broker, int records) throws Exception {
        try (Watching watching = new Watching(home, broker)) {
            watching.awaitPublished(records);
            awaitNothingToSend(watching);
        }
    }

    private static void awaitNothingToSend(Watching watching) {
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() ->
                        watching.registry.view(session -> session.number("SELECT COUNT(*) FROM loopline_outbox")) == 0);
    }

    private static void assertNewestWins(TestBroker broker, Watching watching, long atLeast) {
        List<WorkspaceRegistered> all = broker.registrations(KEY);
        WorkspaceRegistered last = all.get(all.size() - 1);
        assertThat(last.revision()).isGreaterThanOrEqualTo(atLeast);
        assertThat(all).extracting(WorkspaceRegistered::revision).doesNotHaveDuplicates();
        assertThat(last.revision())
                .isEqualTo(all.stream()
                        .mapToLong(WorkspaceRegistered::revision)
                        .max()
                        .orElseThrow());
        assertThat(last.contentDigest())
                .isEqualTo(watching.book.find(KEY).orElseThrow().contentDigest());
    }

    private Path copyOfRegistry() throws Exception {
        Path copy = Files.createTempFile(folder, "copy", ".sqlite");
        Files.delete(copy);
        OtherProgram.execute(registry, "VACUUM INTO '" + copy + "'");
        return copy;
    }

    private void putInPlace(Path copy) throws IOException {
        deleteJournal();
        Files.move(copy, registry, StandardCopyOption.REPLACE_EXISTING);
    }

    private void deleteRegistry() throws IOException {
        deleteJournal();
        Files.delete(registry);
    }

    private void deleteJournal() throws IOException {
        Files.deleteIfExists(registry.resolveSibling("registry.sqlite-wal"));
        Files.deleteIfExists(registry.resolveSibling("registry.sqlite-shm"));
    }

    private long number(String query) throws Exception {
        return OtherProgram.number(registry, query);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

package dev.loopline.catalog.rebuild;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.stage.CatalogFolders;
import dev.loopline.catalog.state.CatalogReader;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TestFolders;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rebuilds on a service at work, with a broker of its own. Each test has loops of its own, because all share one state. */
@QuarkusTest
@QuarkusTestResource(value = BrokerResource.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = CatalogFolders.class, restrictToAnnotatedClass = true)
class RebuildIT {

    private static final String SOURCE = "bundle-service";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Inject
    BrokerAccess broker;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "loopline.rdagent-home")
    Path home;

    @Inject
    CatalogState state;

    private TopicTap tap;

    @BeforeEach
    void open() {
        tap = new TopicTap(bootstrapServers, EventType.CATALOG_UPDATED.topic(), EventType.BUNDLE_CREATED.topic());
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void changesNothingWhenTheCatalogsAreRight() throws Exception {
        // Given
        publish("right", 30);
        Map<String, String> before = exported();
        long sequence = sequence();
        Path generation = state.file();

        // When
        JsonPath done = rebuild("{}");

        // Then
        assertThat(done.getString("phase")).isEqualTo("DONE");
        assertThat(done.getLong("records_read"))
                .isEqualTo(done.getLong("records_total"))
                .isGreaterThanOrEqualTo(30);
        assertThat(done.getMap("end_offsets")).isNotEmpty();
        for (String what : List.of("added", "changed", "withdrawn", "lost")) {
            assertThat(done.getLong("difference." + what + ".count")).as(what).isZero();
        }
        assertThat(exported()).isEqualTo(before);
        assertThat(sequence()).isEqualTo(sequence);
        assertThat(state.file()).isNotEqualTo(generation).exists();
        assertThat(generation).doesNotExist();
    }

    @Test
    void mendsWhatIsWrongAndTakesBackWhatNoEventSays() throws Exception {
        // Given: a loop that no event told of, and one that is missing though an event told of it
        publish("wrong", 4);
        LoopKey missing = new LoopKey("wrong", 2);
        SampleLoop invented = SampleLoop.of("invented", 0).factor("ghost", "ghost(1)");
        Map<String, String> right = exported();
        state.apply(List.of(Change.of(invented.event()), new Change.Withdrawn(missing, 1)), Map.of());
        tap.await(1, record -> isAbout(record, invented.key()));
        tap.await(1, record -> isAbout(record, missing) && record.value() == null);
        assertThat(exported()).isNotEqualTo(right);

        // When
        JsonPath dry = rebuild("{\"dry_run\": true}");

        // Then
        assertThat(dry.getString("difference.added.first[0].task_run_id")).isEqualTo("wrong");
        assertThat(dry.getString("difference.withdrawn.first[0].task_run_id")).isEqualTo("invented");
        assertThat(dry.getString("difference.lost.first[0].task_run_id")).isEqualTo("invented");
        assertThat(exported()).isNotEqualTo(right);

        // When
        JsonPath refused = rebuild("{}");

        // Then
        assertThat(refused.getString("phase")).isEqualTo("FAILED");
        assertThat(refused.getString("failure")).contains("invented/0").contains("accept_loss");
        assertThat(exported()).isNotEqualTo(right);

        // When
        JsonPath done = rebuild("{\"accept_loss\": true}");

        // Then
        assertThat(done.getLong("difference.added.count")).isOne();
        assertThat(done.getLong("difference.withdrawn.count")).isOne();
        ConsumerRecord<byte[], byte[]> tombstone = tap.await(
                        1, record -> isAbout(record, invented.key()) && record.value() == null)
                .get(0);
        assertThat(TopicTap.headers(tombstone)).containsEntry("ce_revision", "1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(exported()).isEqualTo(right));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state.waiting(1)).isEmpty());
    }

    @Test
    void missesNoEventThatComesMeanwhile() throws Exception {
        // Given
        int loops = 400;
        SampleLoop best =
                SampleLoop.of("busy", loops).factor("shared", "busy-shared").sharpe(9.0);
        tap.publish(best.event(), SOURCE);
        AtomicInteger sent = new AtomicInteger();
        Thread load = new Thread(() -> {
            for (int i = 0; i < loops; i++) {
                tap.publish(loop("busy", i).factor("shared", "busy-shared").event(), SOURCE);
                sent.incrementAndGet();
            }
            tap.withdraw(EventType.BUNDLE_CREATED, Tombstone.of(best.key(), 2), SOURCE);
        });

        // When
        load.start();
        await().atMost(PATIENCE).until(() -> sent.get() > 20);
        JsonPath first = rebuild("{}");
        JsonPath second = rebuild("{}");
        load.join();

        // Then
        assertThat(List.of(first.getString("phase"), second.getString("phase"))).containsOnly("DONE");
        await().atMost(PATIENCE).untilAsserted(() -> {
            try (CatalogReader reader = state.reader()) {
                assertThat(reader.keys("busy")).hasSize(loops);
            }
        });
        for (int i = 0; i < loops; i++) {
            LoopKey key = new LoopKey("busy", i);
            tap.await(1, record -> isAbout(record, key));
        }
        assertSameAsFromScratch();
    }

    /** More than the reader takes at once beyond its end, and fewer than would have it read on before the last look. */
    @Test
    void readsBeforeTheSwapWhatTheLiveStateHasReadSinceTheStart(@TempDir Path folder) throws Exception {
        // Given: a rebuild whose end was set before the newest loops came
        publish("early", 2);
        Map<Integer, Long> end = state.positions();
        publish("late", 400);
        RebuildRequest request = new RebuildRequest(
                "late", new RebuildScope(null, null, null, null), true, false, "next.sqlite", Instant.EPOCH);

        // When
        try (CatalogState next = CatalogState.openGeneration(folder.resolve("next.sqlite"));
                TopicReader topic = new TopicReader(broker, request.scope());
                RebuildRun run = new RebuildRun(
                        request, new RebuildRun.Generations(state, next), topic, unused -> {}, () -> false)) {
            next.readUpTo(end);
            run.run();

            // Then
            try (CatalogReader reader = next.reader()) {
                assertThat(reader.keys("late")).hasSize(400);
            }
        }
    }

    @Test
    void renewsOnlyTheLoopsThatAreAskedFor() throws Exception {
        // Given
        publish("scope-a", 2);
        publish("scope-b", 2);
        Map<String, String> right = exported();
        state.apply(
                List.of(
                        new Change.Withdrawn(new LoopKey("scope-a", 1), 1),
                        new Change.Withdrawn(new LoopKey("scope-b", 1), 1),
                        Change.of(SampleLoop.of("scope-a", 9).event())),
                Map.of());

        // When
        JsonPath dry = rebuild("{\"task_run_id\": \"scope-a\", \"dry_run\": true}");
        JsonPath done = rebuild("{\"task_run_id\": \"scope-a\", \"accept_loss\": true}");

        // Then
        for (JsonPath answer : List.of(dry, done)) {
            assertThat(answer.getLong("difference.added.count")).isOne();
            assertThat(answer.getLong("difference.withdrawn.count")).isOne();
        }
        try (CatalogReader reader = state.reader()) {
            assertThat(reader.keys("scope-a")).hasSize(2);
            assertThat(reader.keys("scope-b")).hasSize(1);
        }

        // When
        Instant finished =
                SampleLoop.of("scope-b", 1).event().backfilled().loop().finishedAt();
        rebuild("{\"task_run_id\": \"scope-b\", \"from\": \"" + finished.plusSeconds(1) + "\"}");

        // Then: it finished before that
        try (CatalogReader reader = state.reader()) {
            assertThat(reader.keys("scope-b")).hasSize(1);
        }

        // When
        rebuild("{\"from\": \"" + finished + "\", \"before\": \"" + finished.plusSeconds(1) + "\"}");

        // Then
        assertThat(exported()).isEqualTo(right);
    }

    @Test
    void renewsOneLoopByItsNumber() throws Exception {
        // Given
        publish("one", 3);
        damage("one", 1, 2);

        // When
        JsonPath done = rebuild("{\"task_run_id\": \"one\", \"loop_id\": 1}");

        // Then
        assertThat(done.getLong("difference.added.count")).isOne();
        assertThat(done.getInt("difference.added.first[0].loop_id")).isOne();
        assertThat(numbers("one")).containsExactly(0, 1);
        mend("one");
    }

    @Test
    void renewsLoopsOfATaskRunThatFinishedWithinARange() throws Exception {
        // Given: all loops are missing, and so is one of another task run that finished within the range
        publish("range", 4);
        publish("beside", 1);
        List<SampleLoop> byTime = IntStream.range(0, 4)
                .mapToObj(number -> SampleLoop.of("range", number))
                .sorted(Comparator.comparing(RebuildIT::finishedAt))
                .toList();
        damage("range", 0, 1, 2, 3);
        damage("beside", 0);
        Instant beside = finishedAt(SampleLoop.of("beside", 0));
        Instant from = finishedAt(byTime.get(1));
        Instant before = finishedAt(byTime.get(3));

        // When
        JsonPath done =
                rebuild("{\"task_run_id\": \"range\", \"from\": \"" + from + "\", \"before\": \"" + before + "\"}");

        // Then
        assertThat(done.getLong("difference.added.count")).isEqualTo(2);
        assertThat(numbers("range"))
                .containsExactlyInAnyOrder(
                        byTime.get(1).key().loopId(), byTime.get(2).key().loopId());

        // When: the range holds a loop of another task run
        JsonPath other = rebuild("{\"task_run_id\": \"range\", \"from\": \"" + beside + "\", \"before\": \""
                + beside.plusSeconds(1) + "\"}");

        // Then
        assertThat(other.getLong("difference.added.count")).isZero();
        assertThat(numbers("beside")).isEmpty();
        mend("range");
        mend("beside");
    }

    @Test
    void goesOnAfterACrash(@TempDir Path folder) throws Exception {
        // Given
        publish("resumed", 300);
        RebuildRequest request = new RebuildRequest(
                "r", new RebuildScope(null, null, null, null), false, false, "catalog-1.sqlite", Instant.now());
        AtomicReference<RebuildProgress> progress = new AtomicReference<>(RebuildProgress.begun(request, false));
        Path file = folder.resolve(request.generation());
        try (CatalogState other = CatalogState.open(folder)) {
            // When: cut off after the first part
            assertThatThrownBy(() -> run(request, other, file, progress, true))
                    .isInstanceOf(CancellationException.class);
            long read = progress.get().recordsRead();
            assertThat(read).isPositive().isLessThan(progress.get().recordsTotal());
            progress.set(RebuildProgress.begun(request, true));
            run(request, other, file, progress, false);

            // Then
            assertThat(progress.get().recordsRead()).isEqualTo(progress.get().recordsTotal());
            assertThat(progress.get().recordsHere())
                    .isLessThanOrEqualTo(progress.get().recordsTotal() - read);
            assertThat(other.file()).isEqualTo(file);
            new CatalogFiles(other::reader, List.of(folder)).write();
            assertThat(texts(folder)).isEqualTo(exported());
        }
        try (CatalogState reopened = CatalogState.open(folder)) {
            assertThat(reopened.file()).isEqualTo(file);
            assertThat(reopened.isRecovering()).isFalse();
        }
    }

    @Test
    void refusesWhatMakesNoSense() {
        given().contentType(ContentType.JSON)
                .body("{\"loop_id\": 3}")
                .post("/api/rebuilds")
                .then()
                .statusCode(400);
        given().delete("/api/rebuilds/nobody").then().statusCode(404);
        given().get("/api/rebuilds/nobody").then().statusCode(404);
    }

    private boolean run(
            RebuildRequest request,
            CatalogState inUse,
            Path file,
            AtomicReference<RebuildProgress> progress,
            boolean cutOff)
            throws Exception {
        CatalogState next = CatalogState.openGeneration(file);
        try (TopicReader topic = new TopicReader(broker, request.scope());
                RebuildRun run = new RebuildRun(
                        request,
                        new RebuildRun.Generations(inUse, next),
                        topic,
                        change -> progress.updateAndGet(change),
                        () -> cutOff)) {
            return run.run();
        } catch (CancellationException e) {
            next.close();
            throw e;
        }
    }

    /** Takes loops out of the state behind the back of the topic. */
    private void damage(String taskRun, int... loops) throws SQLException {
        state.apply(
                IntStream.of(loops)
                        .<Change>mapToObj(loop -> new Change.Withdrawn(new LoopKey(taskRun, loop), 1))
                        .toList(),
                Map.of());
    }

    /** Leaves the state as the other tests expect it. */
    private void mend(String taskRun) {
        rebuild("{\"task_run_id\": \"" + taskRun + "\"}");
    }

    private List<Integer> numbers(String taskRun) throws SQLException {
        try (CatalogReader reader = state.reader()) {
            return reader.keys(taskRun).stream().map(LoopKey::loopId).toList();
        }
    }

    private static Instant finishedAt(SampleLoop loop) {
        return loop.event().backfilled().loop().finishedAt();
    }

    private static SampleLoop loop(String taskRun, int number) {
        return SampleLoop.of(taskRun, number)
                .sharpe(number % 7 / 10.0)
                .factor("own" + number, taskRun + "(" + number + ")");
    }

    private void publish(String taskRun, int loops) throws Exception {
        for (int i = 0; i < loops; i++) {
            tap.publish(loop(taskRun, i).event(), SOURCE);
        }
        for (int i = 0; i < loops; i++) {
            tap.awaitEvent(EventType.CATALOG_UPDATED, CatalogUpdated.class, new LoopKey(taskRun, i), 1);
        }
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(state.waiting(1)).isEmpty());
    }

    private JsonPath rebuild(String wish) {
        String id = given().contentType(ContentType.JSON)
                .body(wish)
                .post("/api/rebuilds")
                .then()
                .statusCode(202)
                .extract()
                .path("id");
        await().atMost(PATIENCE).until(() -> given().get("/api/rebuilds/" + id).path("ended_at") != null);
        return given().get("/api/rebuilds/" + id).then().extract().jsonPath();
    }

    private static boolean isAbout(ConsumerRecord<byte[], byte[]> record, LoopKey key) {
        return record.topic().equals(EventType.CATALOG_UPDATED.topic())
                && new String(record.key(), StandardCharsets.UTF_8).equals(key.toString());
    }

    private Map<String, String> exported() throws Exception {
        given().post("/api/catalogs/export").then().statusCode(200);
        return texts(home.resolve("rdagent_data"));
    }

    private static Map<String, String> texts(Path folder) throws Exception {
        Map<String, String> texts = new java.util.TreeMap<>();
        for (String kind : List.of("factor", "loop", "model", "strategy")) {
            texts.put(kind, Files.readString(folder.resolve(kind + "_catalog.json")));
        }
        return texts;
    }

    private long sequence() throws SQLException {
        try (CatalogReader reader = state.reader()) {
            return reader.change();
        }
    }

    /** A state that reads all of the topic in one go has the same files. */
    private void assertSameAsFromScratch() throws Exception {
        Path folder = TestFolders.make("loopline-scratch");
        RebuildRequest request = new RebuildRequest(
                "s", new RebuildScope(null, null, null, null), false, false, "catalog-1.sqlite", Instant.now());
        AtomicReference<RebuildProgress> progress = new AtomicReference<>(RebuildProgress.begun(request, false));
        try (CatalogState scratch = CatalogState.open(folder)) {
            run(request, scratch, folder.resolve(request.generation()), progress, false);
            new CatalogFiles(scratch::reader, List.of(folder)).write();
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(exported()).isEqualTo(texts(folder)));
        } finally {
            TestFolders.delete(folder);
        }
    }
}

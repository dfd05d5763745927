package dev.loopline.catalog.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.loopline.catalog.export.CatalogFiles;
import dev.loopline.catalog.sample.SampleLoop;
import dev.loopline.catalog.state.CatalogState;
import dev.loopline.catalog.state.Change;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each test has loops of its own, because all share one state. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(CatalogFolders.class)
class CatalogServiceIT {

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
        tap = new TopicTap(
                bootstrapServers,
                EventType.CATALOG_UPDATED.topic(),
                EventType.BUNDLE_CREATED.topic(),
                Topics.deadLetter("catalog-service"));
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void announcesWritesAndServesALoop() {
        // Given
        SampleLoop loop = SampleLoop.of("served", 0).factor("Momentum", "served(1)");

        // When
        tap.publish(loop.event(), SOURCE);

        // Then
        CatalogUpdated event = awaitUpdate(loop.key(), 1);
        assertThat(event.occurrences()).hasSize(1);
        assertThat(event.loopEntry().assetBundleId()).isEqualTo("bundle_served_0");
        Path file = home.resolve("rdagent_data/loop_catalog.json");
        await().untilAsserted(
                        () -> assertThat(file).content(StandardCharsets.UTF_8).contains("\"served\""));
        await().untilAsserted(() ->
                assertThat(home.resolve("RDagentDB/aistock/loop_catalog.json")).hasSameBinaryContentAs(file));
        given().when()
                .get("/api/loops/served/0")
                .then()
                .statusCode(200)
                .body("withdrawn", equalTo(false))
                .body("catalog.loop_entry.strategy_id", equalTo("strategy_served_0"))
                .body("sequence", greaterThan(0));
        int change = given().get("/api/loops/served/0").path("sequence");
        given().queryParam("since", change - 1)
                .get("/api/catalogs/changes")
                .then()
                .statusCode(200)
                .body("changes[0].task_run_id", equalTo("served"));
        given().get("/api/loops/nobody/0").then().statusCode(404).body("code", equalTo("LOOP_UNKNOWN"));
    }

    @Test
    void servesFilesWithTheirDigestAndTellsWhenNothingChanged() {
        // Given
        SampleLoop loop = SampleLoop.of("tagged", 1).factor("T", "tagged(1)");
        tap.publish(loop.event(), SOURCE);
        awaitUpdate(loop.key(), 1);
        given().when()
                .post("/api/catalogs/export")
                .then()
                .statusCode(200)
                .body("catalogs.factors.entries", greaterThan(0));

        // When
        String tag = given().get("/api/catalogs/factors")
                .then()
                .statusCode(200)
                .body("source", equalTo("rdagent_tools"))
                .body("factors.name", hasItem("T"))
                .extract()
                .header("ETag");

        // Then
        given().header("If-None-Match", tag).get("/api/catalogs/factors").then().statusCode(304);
        given().get("/api/catalogs")
                .then()
                .statusCode(200)
                .body("catalogs.factors.sha256", equalTo(tag.replace("\"", "")));
        given().get("/api/catalogs/alphas").then().statusCode(404).body("code", equalTo("NO_SUCH_CATALOG"));
        given().queryParam("limit", 0).get("/api/catalogs/changes").then().statusCode(400);
        given().get("/api/status")
                .then()
                .statusCode(200)
                .body("service", equalTo("catalog-service"))
                .body("recovering", equalTo(false))
                .body("loops", greaterThan(0));
    }

    @Test
    void servesPagesAndPartsOfACatalog() {
        // Given
        for (int i = 0; i < 5; i++) {
            SampleLoop loop = SampleLoop.of("paged", i)
                    .sharpe(1.0 + i)
                    .factor("paged-own" + i, "paged(" + i + ")")
                    .factor("paged-all", "paged-shared");
            tap.publish(loop.event(), SOURCE);
            awaitUpdate(loop.key(), 1);
        }

        // When
        var page = given().queryParam("task_run_id", "paged")
                .queryParam("limit", 2)
                .queryParam("offset", 3)
                .get("/api/catalogs/loops")
                .then()
                .statusCode(200)
                .body("total", equalTo(5))
                .body("loops.loop_id", equalTo(List.of(3, 4)))
                .extract();

        // Then
        given().queryParam("task_run_id", "paged")
                .queryParam("limit", 2)
                .queryParam("offset", 3)
                .header("If-None-Match", page.header("ETag"))
                .get("/api/catalogs/loops")
                .then()
                .statusCode(304);
        given().queryParam("task_run_id", "paged")
                .queryParam("loop_id", 1)
                .get("/api/catalogs/factors")
                .then()
                .body("factors.name", equalTo(List.of("paged-all", "paged-own1")))
                .body("factors[0].occurrence_count", equalTo(5))
                .body("factors[0].loop_id", equalTo(4));
        given().queryParam("name", "paged-own2")
                .get("/api/catalogs/factors")
                .then()
                .body("total", equalTo(1))
                .body("factors[0].asset_bundle_id", equalTo("bundle_paged_2"));
        given().queryParam("colour", "red")
                .get("/api/catalogs/models")
                .then()
                .statusCode(400)
                .body("code", equalTo("BAD_QUERY"));
        given().queryParam("limit", "many").get("/api/catalogs/models").then().statusCode(400);
    }

    @Test
    void exportsOneCatalogInTheWordsOfTheGuideAndSendsItCompressed() {
        // Given
        SampleLoop loop = SampleLoop.of("exported", 0).factor("e", "exported(1)");
        tap.publish(loop.event(), SOURCE);
        awaitUpdate(loop.key(), 1);

        // When
        List<String> lines = given().queryParam("kind", "factor")
                .post("/api/catalogs/export")
                .then()
                .statusCode(200)
                .extract()
                .path("lines");

        // Then
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).isEqualTo("Exporting factor catalog...");
        assertThat(lines.get(1)).matches("Exported [1-9][0-9]* factors");
        assertThat(lines.get(2)).startsWith("Output: ").endsWith("factor_catalog.json");
        given().header("Accept-Encoding", "gzip")
                .get("/api/catalogs/factors")
                .then()
                .statusCode(200)
                .header("Content-Encoding", equalTo("gzip"));
        given().queryParam("kind", "alpha").post("/api/catalogs/export").then().statusCode(404);
    }

    @Test
    void announcesALoopAgainAsANewChange() {
        // Given
        SampleLoop loop = SampleLoop.of("again", 0).factor("a", "again(1)");
        tap.publish(loop.event(), SOURCE);
        awaitUpdate(loop.key(), 1);
        int before = given().get("/api/loops/again/0").path("sequence");

        // When
        given().contentType("application/json")
                .body("{\"task_run_id\": \"again\"}")
                .post("/api/catalogs/announce")
                .then()
                .statusCode(200)
                .body("announced", equalTo(1));

        // Then
        tap.await(2, record -> isOnCatalogTopic(record, loop.key()));
        given().get("/api/loops/again/0").then().body("sequence", greaterThan(before));
    }

    @Test
    void tellsTheWholeStoryOfALoop() {
        // Given
        SampleLoop loop = SampleLoop.of("story", 4).factor("s", "story(1)");
        tap.publish(loop.event(), SOURCE);
        tap.publish(loop.event().backfilled(), "backfill-service");
        awaitUpdate(loop.key(), 1);

        // When
        var answer = given().get("/api/loops/story/4").then().statusCode(200).extract();

        // Then
        assertThat(answer.<List<String>>path("stages.stage"))
                .containsExactly(
                        "WorkspaceRegistered", "LoopBackfilled", "BundleCreated", "CatalogUpdated", "LoopImported");
        assertThat(answer.<List<String>>path("stages.state"))
                .containsExactly("none", "passed", "passed", "passed", "none");
        assertThat(answer.<List<Integer>>path("stages.revision")).contains(1);
        assertThat(answer.<String>path("stages[2].bundle_id")).isEqualTo("bundle_story_4");
        assertThat(answer.<Integer>path("stages[3].factors")).isOne();
        assertThat(answer.<List<Object>>path("stages[1].notes")).isEmpty();
        given().queryParam("stages", false)
                .get("/api/loops/story/4")
                .then()
                .body("catalog.bundle.bundle_id", equalTo("bundle_story_4"))
                .body("$", not(hasKey("stages")));
    }

    @Test
    void servesTheFactorLibrariesOfTheHome() throws Exception {
        // Given
        given().get("/api/catalogs/alpha/360").then().statusCode(404).body("code", equalTo("ALPHA_META_MISSING"));
        SampleLoop loop = SampleLoop.of("alpha", 0).factor("feature_MA5", "Mean($close, 5)");
        tap.publish(loop.event(), SOURCE);
        awaitUpdate(loop.key(), 1);
        Path folder = Files.createDirectories(home.resolve("RDagentDB/aistock"));
        Files.writeString(
                folder.resolve("alpha158_meta.json"),
                "{\"factors\": [{\"name\": \"MA5\", \"expression\": \"Mean($close, 5)\"}]}");

        // When
        String tag = given().get("/api/catalogs/alpha/158")
                .then()
                .statusCode(200)
                .body("factors[0].name", equalTo("MA5"))
                .body("factors[0].asset_bundle_id", equalTo("bundle_alpha_0"))
                .extract()
                .header("ETag");

        // Then
        given().header("If-None-Match", tag)
                .get("/api/catalogs/alpha/158")
                .then()
                .statusCode(304);
        given().get("/api/catalogs/alpha/518").then().statusCode(404).body("code", equalTo("NO_SUCH_LIBRARY"));
    }

    @Test
    void showsTheBestOccurrenceAndPublishesOnlyTheLoopThatChanged() {
        // Given
        SampleLoop first =
                SampleLoop.of("moving", 0).factor("moving", "moving(1)").sharpe(1.0);
        SampleLoop better = SampleLoop.of("moving", 1)
                .factor("feature_moving", "moving( 2 )")
                .sharpe(2.0);
        tap.publish(first.event(), SOURCE);
        awaitUpdate(first.key(), 1);
        tap.publish(better.event(), SOURCE);
        awaitUpdate(better.key(), 1);
        given().queryParam("factor_name", "moving")
                .get("/api/catalogs/factors")
                .then()
                .body("total", equalTo(1))
                .body("factors[0].loop_id", equalTo(1))
                .body("factors[0].occurrence_count", equalTo(2))
                .body("factors[0].variants", equalTo(2));

        // When
        tap.withdraw(EventType.BUNDLE_CREATED, Tombstone.of(better.key(), 2), SOURCE);

        // Then
        ConsumerRecord<byte[], byte[]> tombstone = tap.await(
                        1, record -> isOnCatalogTopic(record, better.key()) && record.value() == null)
                .get(0);
        assertThat(TopicTap.headers(tombstone))
                .containsEntry("ce_revision", "2")
                .doesNotContainKeys("ce_sequence", "ce_gonefingerprints");
        given().queryParam("factor_name", "moving")
                .get("/api/catalogs/factors")
                .then()
                .body("factors[0].loop_id", equalTo(0))
                .body("factors[0].variants", equalTo(1));
        assertThat(catalogEvents().stream().filter(event -> event.key().equals(first.key())))
                .hasSize(1);
    }

    @Test
    void keepsWhatItCannotReadAndGoesOn() {
        // Given
        byte[] key = new EventCodec().encodeKey(new LoopKey("broken", 0));
        SampleLoop next = SampleLoop.of("broken", 1).factor("f", "broken(1)");

        // When
        tap.send(EventType.BUNDLE_CREATED.topic(), key, "{".getBytes(StandardCharsets.UTF_8), Map.of());
        tap.publish(next.event(), SOURCE);

        // Then
        awaitUpdate(next.key(), 1);
        tap.await(1, record -> Topics.isDeadLetter(record.topic()) && new String(record.key()).equals("broken/0"));
    }

    @Test
    void leavesALoopToTheHomeThatHadItFirst() {
        // Given
        SampleLoop first =
                SampleLoop.of("shared-key", 0).factor("f", "shared(1)").home("lab-3fa92c");
        tap.publish(first.event(), SOURCE);
        awaitUpdate(first.key(), 1);

        // When: another home says something newer of it, and withdraws it
        BundleCreated second = SampleLoop.of("shared-key", 0)
                .factor("f", "shared(2)")
                .home("attic-77aa01")
                .revision(2)
                .event();
        tap.publish(second, SOURCE);
        tap.withdraw(EventType.BUNDLE_CREATED, new Tombstone(second.key(), 3, "attic-77aa01"), SOURCE);

        // Then
        List<ConsumerRecord<byte[], byte[]>> letters = tap.await(
                2, record -> Topics.isDeadLetter(record.topic()) && new String(record.key()).equals("shared-key/0"));
        assertThat(letters)
                .allSatisfy(letter -> assertThat(TopicTap.headers(letter))
                        .containsEntry("loopline_reason", "LOOP_OF_ANOTHER_HOME")
                        .hasEntrySatisfying(
                                "loopline_message",
                                message -> assertThat(message)
                                        .contains(
                                                "of the home lab-3fa92c under the key shared-key/0",
                                                "watch one of them only")));
        given().get("/api/loops/shared-key/0").then().body("revision", equalTo(1));

        // And its own home may change and withdraw it, and a home that is not named as well
        tap.publish(first.revision(4).event(), SOURCE);
        awaitUpdate(first.key(), 4);
        tap.withdraw(EventType.BUNDLE_CREATED, Tombstone.of(first.key(), 5), SOURCE);
        tap.await(1, record -> isOnCatalogTopic(record, first.key()) && record.value() == null);
        tap.publish(
                SampleLoop.of("shared-key", 0).home("attic-77aa01").revision(6).event(), SOURCE);
        awaitUpdate(first.key(), 6);
    }

    @Test
    void showsWhatIsOfOneHome() {
        // Given
        SampleLoop here = SampleLoop.of("of-home", 0).factor("here", "home(1)").home("lab-3fa92c");
        SampleLoop there =
                SampleLoop.of("of-home", 1).factor("there", "home(2)").home("attic-77aa01");
        tap.publish(here.event(), SOURCE);
        tap.publish(there.event(), SOURCE);
        awaitUpdate(here.key(), 1);
        awaitUpdate(there.key(), 1);

        // Then
        for (String kind : List.of("loops", "factors", "models", "strategies")) {
            given().queryParam("home", "attic-77aa01")
                    .queryParam("task_run_id", "of-home")
                    .get("/api/catalogs/" + kind)
                    .then()
                    .body("total", equalTo(1))
                    .body(kind + "[0].loop_id", equalTo(1));
        }
        given().queryParam("home", "attic-77aa01")
                .queryParam("task_run_id", "of-home")
                .get("/api/catalogs/loops")
                .then()
                .body("loops[0].home", equalTo("attic-77aa01"));
    }

    @Test
    void leavesOutALoopWithoutResult() {
        // Given
        SampleLoop loop = SampleLoop.of("resultless", 0);
        tap.publish(loop.event(), SOURCE);
        awaitUpdate(loop.key(), 1);

        // When
        tap.publish(SampleLoop.of("resultless", 0).revision(2).withoutResult().event(), SOURCE);

        // Then
        tap.await(1, record -> isOnCatalogTopic(record, loop.key()) && record.value() == null);
        given().get("/api/loops/resultless/0")
                .then()
                .body("withdrawn", equalTo(true))
                .body("revision", equalTo(2));
    }

    @Test
    void carriesManyLoopsAndIsRebuiltFromTheTopicWithTheSameBytes(@TempDir Path elsewhere) throws Exception {
        // Given
        int loops = 200;
        for (int i = 0; i < loops; i++) {
            SampleLoop loop = SampleLoop.of("many", i).sharpe(i % 7 / 10.0).factor("own" + i, "many(" + i + ")");
            for (int shared = 0; shared < 20; shared++) {
                loop.factor("baseline" + shared, "many-shared(" + shared + ")");
            }
            tap.publish(loop.event(), SOURCE);
        }
        for (int i = 0; i < loops; i++) {
            LoopKey key = new LoopKey("many", i);
            tap.await(1, record -> isOnCatalogTopic(record, key));
        }
        given().when().post("/api/catalogs/export").then().statusCode(200);

        // When: a state that knows nothing reads the same topic
        try (CatalogState rebuilt = CatalogState.open(elsewhere)) {
            rebuilt.readUpTo(Map.of(0, 1L));
            assertThat(rebuilt.isRecovering()).isTrue();
            rebuilt.apply(everything(), Map.of(0, 1L));
            assertThat(rebuilt.finishRecoveryIfComplete()).isTrue();
            new CatalogFiles(rebuilt::reader, List.of(elsewhere)).write();

            // Then
            for (String name : List.of("factor", "loop", "model", "strategy")) {
                assertThat(elsewhere.resolve(name + "_catalog.json"))
                        .hasSameBinaryContentAs(home.resolve("rdagent_data/" + name + "_catalog.json"));
            }
            assertThat(rebuilt.waiting(loops)).hasSizeGreaterThanOrEqualTo(loops);
        }
    }

    /** As after a loss of the state and of the topic: the files hold more than the service knows. */
    @Test
    void keepsFilesThatHoldALoopOfWhichItKnowsNothing() throws Exception {
        // Given
        Path file = home.resolve("rdagent_data/loop_catalog.json");
        tap.publish(SampleLoop.of("guarded", 0).event(), SOURCE);
        await().untilAsserted(() -> assertThat(file).content().contains("\"guarded\""));
        String former = "{\"loops\": [{\"task_run_id\": \"lost\", \"loop_id\": 7}]}\n";
        Files.writeString(file, former);

        // When
        tap.publish(SampleLoop.of("guarded", 1).event(), SOURCE);

        // Then
        await().untilAsserted(() -> given().get("/api/waiting")
                .then()
                .body("event", hasItem("CatalogFiles"))
                .body("reason", hasItem(containsString("lost/7"))));
        given().get("/api/status").then().body("export.failure", containsString("--accept-loss"));
        given().get("/q/health/ready").then().statusCode(200).body(containsString("lost/7"));
        given().post("/api/catalogs/export").then().statusCode(409).body("code", equalTo("LOSS_REFUSED"));
        assertThat(file).hasContent(former);

        // And when that is accepted
        given().queryParam("accept_loss", true)
                .post("/api/catalogs/export")
                .then()
                .statusCode(200);
        assertThat(file).content().contains("\"guarded\"").doesNotContain("\"lost\"");
        await().untilAsserted(() -> given().get("/api/waiting").then().body("event", not(hasItem("CatalogFiles"))));
    }

    @Test
    void leavesNothingUnpublishedAndKnowsHowFarItRead() {
        // Given
        SampleLoop loop = SampleLoop.of("settled", 0);

        // When
        tap.publish(loop.event(), SOURCE);
        awaitUpdate(loop.key(), 1);

        // Then
        await().untilAsserted(() -> {
            assertThat(state.waiting(1)).isEmpty();
            assertThat(state.positions().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isPositive();
        });
    }

    /** What was read before a kill and not yet committed does not come again, so nothing else would ever commit it. */
    @Test
    void tellsTheConsumerGroupFromWhereItReads() throws SQLException {
        // Given
        tap.publish(SampleLoop.of("told", 0).event(), SOURCE);
        await().until(() -> !state.positions().isEmpty());
        Map<Integer, Long> before = state.positions();
        PositionSeeker seeker = new PositionSeeker(state, new ReadPositions());
        try (KafkaConsumer<byte[], byte[]> consumer = newcomer()) {
            // When
            consumer.subscribe(List.of(EventType.BUNDLE_CREATED.topic()), new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    // Nothing is read here.
                }

                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    seeker.onPartitionsAssigned(consumer, partitions);
                }
            });
            await().until(() -> {
                consumer.poll(Duration.ofMillis(100));
                return !consumer.assignment().isEmpty();
            });
            // Then
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(consumer.assignment());
            assertThat(committed)
                    .allSatisfy((partition, offset) -> assertThat(offset).isNotNull());
            Map<Integer, Long> after = state.positions();
            assertThat(before)
                    .isNotEmpty()
                    .allSatisfy((partition, position) -> assertThat(committed
                                    .get(new TopicPartition(EventType.BUNDLE_CREATED.topic(), partition))
                                    .offset())
                            .isBetween(position, after.get(partition)));
        }
    }

    private KafkaConsumer<byte[], byte[]> newcomer() {
        return broker.consumer(Map.of("group.id", "newcomer", "auto.offset.reset", "earliest"));
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE);
    }

    private CatalogUpdated awaitUpdate(LoopKey key, long revision) {
        return tap.awaitEvent(EventType.CATALOG_UPDATED, CatalogUpdated.class, key, revision);
    }

    /** All that arrived on the catalog's topic until now. */
    private List<CatalogUpdated> catalogEvents() {
        List<CatalogUpdated> events = new ArrayList<>();
        try (TopicTap all = new TopicTap(bootstrapServers, EventType.CATALOG_UPDATED.topic())) {
            for (ConsumerRecord<byte[], byte[]> record : all.await(1, any -> true)) {
                CatalogUpdated event = all.event(EventType.CATALOG_UPDATED, CatalogUpdated.class, record);
                if (event != null) {
                    events.add(event);
                }
            }
        }
        return events;
    }

    private static boolean isOnCatalogTopic(ConsumerRecord<byte[], byte[]> record, LoopKey key) {
        return record.topic().equals(EventType.CATALOG_UPDATED.topic())
                && new String(record.key(), StandardCharsets.UTF_8).equals(key.toString());
    }

    /** All of the input topic, as changes. */
    private List<Change> everything() {
        EventCodec codec = new EventCodec();
        List<Change> changes = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record :
                tap.await(1, one -> one.topic().equals(EventType.BUNDLE_CREATED.topic()))) {
            Decoded<BundleCreated> decoded = codec.decode(
                    EventType.BUNDLE_CREATED,
                    BundleCreated.class,
                    TopicTap.headers(record),
                    record.key(),
                    record.value());
            decoded.match(
                    event -> changes.add(Change.of(event)), gone -> changes.add(Change.of(gone)), unreadable -> false);
        }
        return changes;
    }
}

package dev.loopline.bundle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;

import dev.loopline.bundle.stage.BundleStage;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile.Kind;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.LogTap;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(HomeResource.class)
class BundleServiceIT {

    private static final String DEAD_LETTERS = Topics.deadLetter("bundle-service");

    @ConfigProperty(name = "loopline.rdagent-home")
    Path home;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private TopicTap tap;

    @BeforeEach
    void open() {
        tap = new TopicTap(bootstrapServers, EventType.BUNDLE_CREATED.topic(), DEAD_LETTERS);
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void announcesTheBundleWithAllThatWentBefore() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "运行 one", 0).event();

        // When
        BundleCreated created = publish(loop);

        // Then
        assertThat(created.backfilled()).isEqualTo(loop);
        assertThat(created.bundle().bundleId()).isEqualTo("bundle_运行 one_0");
        byte[] archive = Files.readAllBytes(home.resolve(created.bundle().homeRelativePath()));
        assertThat(Sha256.of(archive)).isEqualTo(created.bundle().sha256());
        given().when()
                .get("/api/bundles/{id}", created.bundle().bundleId())
                .then()
                .statusCode(200);
    }

    @Test
    void logsTheLinesOfTheGuideForALoopThatIsPacked() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "20250107_001", 1).event();

        try (LogTap log = new LogTap(BundleStage.class)) {
            // When
            Bundle bundle = publish(loop).bundle();

            // Then
            assertThat(log.lines())
                    .containsSequence(
                            "处理 Loop: 20250107_001/1, workspace: " + loop.primaryWorkspaceId(),
                            "✅ 创建资产包: bundle_20250107_001_1.tar.gz ("
                                    + bundle.manifest().members().size() + " 个文件)");
        }
    }

    @Test
    void aReplayAnnouncesTheSameBundleAgainWithoutPackingIt() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "replayed", 1).event();
        Bundle first = publish(loop).bundle();
        var writtenAt = Files.getLastModifiedTime(home.resolve(first.homeRelativePath()));

        // When
        tap.publish(loop, "backfill-service");
        var records = tap.await(2, about(loop.key()));

        // Then
        BundleCreated again = tap.event(EventType.BUNDLE_CREATED, BundleCreated.class, records.get(1));
        assertThat(again).isEqualTo(new BundleCreated(first, loop));
        assertThat(Files.getLastModifiedTime(home.resolve(first.homeRelativePath())))
                .isEqualTo(writtenAt);
        assertThat(TopicTap.headers(records.get(0)).get("ce_id"))
                .isEqualTo(TopicTap.headers(records.get(1)).get("ce_id"));
    }

    @Test
    void passesAWithdrawalOnAndKeepsTheArchive() {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "withdrawn", 1);
        Bundle bundle = publish(fixture.event()).bundle();

        // When: it loses its result, and is withdrawn altogether
        tap.publish(fixture.revision(2).withoutResult().event(), "backfill-service");
        var lost = tap.await(2, about(fixture.event().key()));
        tap.withdraw(EventType.LOOP_BACKFILLED, Tombstone.of(fixture.event().key(), 3), "backfill-service");
        var gone = tap.await(3, about(fixture.event().key()));

        // Then
        assertThat(lost.get(1).value()).isNull();
        assertThat(TopicTap.headers(lost.get(1))).containsEntry("ce_revision", "2");
        assertThat(gone.get(2).value()).isNull();
        assertThat(home.resolve(bundle.homeRelativePath())).exists();
        given().queryParam("limit", 1000)
                .when()
                .get("/api/bundles")
                .then()
                .body("bundles.find { it.id == '" + bundle.bundleId() + "' }.withdrawn", equalTo(true));
        given().when()
                .get("/api/retention")
                .then()
                .body("dry_run", equalTo(true))
                .body("archives.find { it.id == '" + bundle.bundleId() + "' }.reason", equalTo("no retention is set"));
        given().when().post("/api/retention").then().statusCode(409).body("code", equalTo("NO_RETENTION_SET"));
    }

    @Test
    void aLoopThatNeverHadAResultSendsNothing() {
        // Given
        LoopFixture without = LoopFixture.typical(home, "never", 1).withoutResult();
        LoopFixture after = LoopFixture.typical(home, "never", 1).revision(2);

        // When
        tap.publish(without.event(), "backfill-service");
        tap.publish(after.event(), "backfill-service");
        var records = tap.await(1, about(after.event().key()));

        // Then: the partition is in order, so the first record about it is the one with a result
        assertThat(records.get(0).value()).isNotNull();
    }

    @Test
    void aLoopWithoutWorkspaceIsADeadLetterAndHoldsUpNothing() throws IOException {
        // Given
        LoopFixture lost = new LoopFixture(home, "lost", 1);
        Files.delete(lost.folder(lost.primary()));
        lost.claim(lost.primary(), "factor.py", Kind.CODE, new byte[1]);

        // When
        tap.publish(lost.event(), "backfill-service");
        var dead = tap.await(
                1,
                record -> record.topic().equals(DEAD_LETTERS)
                        && keyOf(record, lost.event().key()));
        publish(LoopFixture.typical(home, "lost", 2).event());

        // Then
        assertThat(TopicTap.headers(dead.get(0)))
                .containsEntry("loopline_reason", "WORKSPACE_MISSING")
                .containsEntry("loopline_source_topic", EventType.LOOP_BACKFILLED.topic());
    }

    @Test
    void servesTheBundleWithEntityTagDigestAndRanges() throws IOException {
        // Given
        Bundle bundle =
                publish(LoopFixture.typical(home, "a:b served", 7).event()).bundle();
        byte[] archive = Files.readAllBytes(home.resolve(bundle.homeRelativePath()));
        String tag = "\"" + bundle.sha256() + "\"";
        String id = bundle.bundleId();

        // When
        Response whole = given().when().get("/api/bundles/{id}", id);
        Response part = given().header("Range", "bytes=10-19").when().get("/api/bundles/{id}", id);
        Response end = given().header("Range", "bytes=-5")
                .header("If-Range", tag)
                .when()
                .get("/api/bundles/{id}", id);
        Response stale = given().header("Range", "bytes=0-4")
                .header("If-Range", "\"x\"")
                .when()
                .get("/api/bundles/{id}", id);
        Response head = given().when().head("/api/bundles/{id}", id);

        // Then
        assertThat(whole.statusCode()).isEqualTo(200);
        assertThat(whole.asByteArray()).isEqualTo(archive);
        assertThat(whole.header("ETag")).isEqualTo(tag);
        assertThat(whole.header("Content-Type")).isEqualTo("application/gzip");
        assertThat(whole.header("Content-Length")).isEqualTo(String.valueOf(archive.length));
        assertThat(whole.header("Repr-Digest"))
                .isEqualTo("sha-256=:"
                        + Base64.getEncoder()
                                .encodeToString(
                                        HexFormat.of().parseHex(bundle.sha256().hex()))
                        + ":");
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(archive, 10, 20));
        assertThat(part.header("Content-Range")).isEqualTo("bytes 10-19/" + archive.length);
        assertThat(end.statusCode()).isEqualTo(206);
        assertThat(end.asByteArray()).isEqualTo(Arrays.copyOfRange(archive, archive.length - 5, archive.length));
        assertThat(stale.statusCode()).isEqualTo(200);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.header("Content-Length")).isEqualTo(String.valueOf(archive.length));
        assertThat(head.header("ETag")).isEqualTo(tag);
        given().header("If-None-Match", "\"x\", W/" + tag)
                .when()
                .get("/api/bundles/{id}", id)
                .then()
                .statusCode(304);
        given().header("Range", "bytes=" + archive.length + "-")
                .when()
                .get("/api/bundles/{id}", id)
                .then()
                .statusCode(416)
                .header("Content-Range", "bytes */" + archive.length);
    }

    @Test
    void hostileAndUnknownIdsAreNotFound() {
        for (String id : new String[] {
            "bundle_nobody_1", "..", "../../etc/passwd", "bundle_/../../etc/passwd", "bundle_\\..\\x", ".loopline"
        }) {
            // When, Then
            given().when().get("/api/bundles/{id}", id).then().statusCode(404);
        }
        given().when().get("/api/bundles/{id}", "bundle_\u0000").then().statusCode(400);
        given().urlEncodingEnabled(false)
                .when()
                .get("/api/bundles/bundle_%2e%2e%2f%2e%2e%2fetc%2fpasswd")
                .then()
                .statusCode(404);
    }

    @Test
    void listsPageByPageAndTellsItsState() {
        // Given
        publish(LoopFixture.typical(home, "listed", 1).event());
        publish(LoopFixture.typical(home, "listed", 2).event());

        // When
        Response page = given().queryParam("after", "bundle_listed_0")
                .queryParam("limit", 1)
                .when()
                .get("/api/bundles");

        // Then
        assertThat(page.jsonPath().getString("bundles[0].id")).isEqualTo("bundle_listed_1");
        assertThat(page.jsonPath().getString("bundles[0].sha256")).hasSize(64);
        assertThat(page.jsonPath().getString("next")).isEqualTo("bundle_listed_1");
        given().queryParam("after", "bundle_listed_1")
                .when()
                .get("/api/bundles")
                .then()
                .body("bundles.id", hasItem("bundle_listed_2"));
        given().queryParam("limit", 0).when().get("/api/bundles").then().statusCode(400);
        given().when()
                .get("/api/status")
                .then()
                .body("service", equalTo("bundle-service"))
                .body("archives", greaterThanOrEqualTo(2))
                .body("since_start.packed", greaterThanOrEqualTo(2));
        given().when().get("/q/health/ready").then().statusCode(200);
    }

    private BundleCreated publish(LoopBackfilled loop) {
        tap.publish(loop, "backfill-service");
        return tap.awaitEvent(EventType.BUNDLE_CREATED, BundleCreated.class, loop.key(), loop.revision());
    }

    private static Predicate<ConsumerRecord<byte[], byte[]>> about(LoopKey key) {
        return record -> record.topic().equals(EventType.BUNDLE_CREATED.topic()) && keyOf(record, key);
    }

    private static boolean keyOf(ConsumerRecord<byte[], byte[]> record, LoopKey key) {
        return new String(record.key(), java.nio.charset.StandardCharsets.UTF_8).equals(key.toString());
    }
}

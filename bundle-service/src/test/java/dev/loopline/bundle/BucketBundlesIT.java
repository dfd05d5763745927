package dev.loopline.bundle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DistantBucket;
import dev.loopline.kit.testing.ObjectStore;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jclouds.blobstore.BlobStore;
import org.jclouds.blobstore.domain.Blob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service keeps its archives in a bucket, which is away, broken and deleted now and then. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(HomeResource.class)
@QuarkusTestResource(value = DistantBucket.class, restrictToAnnotatedClass = true)
@TestProfile(BucketBundlesIT.OftenChecked.class)
class BucketBundlesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @ConfigProperty(name = "loopline.rdagent-home")
    Path home;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private TopicTap tap;

    public static class OftenChecked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "loopline.bundle.folder", "${loopline.rdagent-home}/production_bundles",
                    "loopline.bundle.check-interval", "500ms",
                    "loopline.bundle.bucket-check-interval", "500ms",
                    "loopline.bundle.digest-period", "2s");
        }
    }

    @BeforeEach
    void open() {
        tap = new TopicTap(bootstrapServers, EventType.BUNDLE_CREATED.topic(), Topics.deadLetter("bundle-service"));
    }

    @AfterEach
    void close() {
        DistantBucket.line().mend();
        tap.close();
    }

    @Test
    void aBundleIsKeptInTheBucketServedAndCopiedToTheFolder() throws IOException {
        // When
        Bundle bundle = publish(LoopFixture.typical(home, "kept", 1).event());

        // Then
        byte[] kept = object(bundle);
        assertThat(Sha256.of(kept)).isEqualTo(bundle.sha256());
        Response whole = given().get("/api/bundles/" + bundle.bundleId());
        assertThat(whole.asByteArray()).isEqualTo(kept);
        assertThat(whole.header("Content-Length")).isEqualTo(String.valueOf(kept.length));
        Response part = given().header("Range", "bytes=10-29")
                .queryParam("sha256", bundle.sha256().hex())
                .get("/api/bundles/" + bundle.bundleId());
        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.asByteArray()).isEqualTo(Arrays.copyOfRange(kept, 10, 30));
        assertThat(given().head("/api/bundles/" + bundle.bundleId()).header("ETag"))
                .contains(bundle.sha256().hex());
        assertThat(given().get("/api/status").jsonPath().getString("place")).contains("the bucket loopline (tests/)");
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        assertThat(home.resolve(bundle.homeRelativePath())).hasBinaryContent(kept));
    }

    @Test
    void aStoreThatIsAwayIsWaitedForAndNothingIsADeadLetter() {
        // Given
        DistantBucket.line().answerUnavailable();
        LoopBackfilled loop = LoopFixture.typical(home, "away", 1).event();

        // When
        tap.publish(loop, "backfill-service");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(waiting())
                        .anySatisfy(reason -> assertThat(reason)
                                .contains("the bucket loopline")
                                .contains("its store answers 503")));
        assertThat(given().get("/api/bundles/bundle_away_1").statusCode()).isEqualTo(503);

        // When
        DistantBucket.line().mend();

        // Then
        BundleCreated created = created(loop);
        assertThat(created.bundle().bundleId()).isEqualTo("bundle_away_1");
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting()).isEmpty());
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void whatIsLostOrDamagedInTheBucketIsPackedAgain() throws IOException {
        // Given
        Bundle lost = publish(LoopFixture.typical(home, "lost", 1).event());
        Bundle damaged = publish(LoopFixture.typical(home, "damaged", 1).event());
        byte[] bytes = object(damaged);
        bytes[bytes.length / 2] ^= 1;

        // When
        blobs().removeBlob(ObjectStore.BUCKET, key(lost));
        blobs().putBlob(
                        ObjectStore.BUCKET,
                        blobs().blobBuilder(key(damaged)).payload(bytes).build());

        // Then
        awaitWhole(lost);
        awaitWhole(damaged);
    }

    @Test
    void aBucketThatIsMissingIsSaidAndFilledAgainWhenItIsMade() {
        // Given
        Bundle bundle = publish(LoopFixture.typical(home, "missing", 1).event());

        // When
        blobs().deleteContainer(ObjectStore.BUCKET);

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(waiting())
                        .anySatisfy(reason -> assertThat(reason)
                                .contains("it does not exist; create it, or correct LOOPLINE_BUNDLE_BUCKET")));

        // When
        blobs().createContainerInLocation(null, ObjectStore.BUCKET);

        // Then
        awaitWhole(bundle);
        assertThat(deadLetters()).isEmpty();
    }

    private Bundle publish(LoopBackfilled loop) {
        tap.publish(loop, "backfill-service");
        return created(loop).bundle();
    }

    private BundleCreated created(LoopBackfilled loop) {
        return tap.awaitEvent(EventType.BUNDLE_CREATED, BundleCreated.class, loop.key(), loop.revision());
    }

    private List<?> deadLetters() {
        return tap.await(0, record -> record.topic().equals(Topics.deadLetter("bundle-service")));
    }

    private static List<String> waiting() {
        return given().get("/api/waiting").jsonPath().getList("reason", String.class);
    }

    private void awaitWhole(Bundle bundle) {
        await().atMost(PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(Sha256.of(object(bundle))).isEqualTo(bundle.sha256()));
        assertThat(Files.exists(home)).isTrue();
    }

    private static BlobStore blobs() {
        return DistantBucket.store().blobs();
    }

    private static String key(Bundle bundle) {
        return DistantBucket.PREFIX + "/" + bundle.bundleId() + "/" + bundle.sha256() + ".tar.gz";
    }

    private static byte[] object(Bundle bundle) throws IOException {
        Blob blob = blobs().getBlob(ObjectStore.BUCKET, key(bundle));
        assertThat(blob).isNotNull();
        try (InputStream content = blob.getPayload().openStream()) {
            return content.readAllBytes();
        }
    }
}

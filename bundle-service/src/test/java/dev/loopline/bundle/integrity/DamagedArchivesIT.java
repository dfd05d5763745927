package dev.loopline.bundle.integrity;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.bundle.HomeResource;
import dev.loopline.bundle.LoopFixture;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopFile;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Archives are lost, damaged and replaced by others while the service runs, and nobody asks for anything. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(HomeResource.class)
@TestProfile(DamagedArchivesIT.OftenChecked.class)
class DamagedArchivesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "loopline.rdagent-home")
    Path home;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private TopicTap tap;

    public static class OftenChecked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.bundle.check-interval", "200ms", "loopline.bundle.digest-period", "1s");
        }
    }

    @BeforeEach
    void open() {
        tap = new TopicTap(bootstrapServers, EventType.BUNDLE_CREATED.topic(), Topics.deadLetter("bundle-service"));
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void anArchiveThatWasDeletedIsPackedAgainAndAnnounced() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "deleted", 1).event();
        Bundle bundle = publish(loop);

        // When
        Files.delete(archive(bundle));

        // Then
        awaitWhole(bundle);
        BundleCreated again = tap.event(
                EventType.BUNDLE_CREATED,
                BundleCreated.class,
                announcements(loop, 2).get(1));
        assertThat(again).isEqualTo(new BundleCreated(bundle, loop));
    }

    @Test
    void anArchiveThatAnotherProgramWroteOverIsPackedAgain() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "overwritten", 1).event();
        Bundle bundle = publish(loop);

        // When: in place, as Python's tarfile does with mode w:gz
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive(bundle)))) {
            out.write("no archive of Loopline's".getBytes(StandardCharsets.UTF_8));
        }

        // Then
        awaitWhole(bundle);
        announcements(loop, 2);
    }

    @Test
    void aChangeThatNeitherSizeNorTimeTellsIsFoundByReading() throws IOException {
        // Given
        Bundle bundle = publish(LoopFixture.typical(home, "rotten", 1).event());
        FileTime time = Files.getLastModifiedTime(archive(bundle));
        byte[] bytes = Files.readAllBytes(archive(bundle));

        // When
        bytes[bytes.length / 2] ^= 1;
        Files.write(archive(bundle), bytes);
        Files.setLastModifiedTime(archive(bundle), time);

        // Then
        awaitWhole(bundle);
    }

    @Test
    void aTimeThatChangedAloneIsNoDamage() throws IOException {
        // Given
        LoopBackfilled loop = LoopFixture.typical(home, "touched", 1).event();
        Bundle bundle = publish(loop);
        Object identity = Files.getAttribute(archive(bundle), "unix:ino");

        // When
        Files.setLastModifiedTime(archive(bundle), FileTime.fromMillis(1_000_000));

        // Then: the list says of what it knows the digest without reading
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(given().queryParam("limit", 1000)
                                .get("/api/bundles")
                                .jsonPath()
                                .getString("bundles.find { it.id == '" + bundle.bundleId() + "' }.sha256"))
                        .isEqualTo(bundle.sha256().hex()));
        assertThat(Files.getAttribute(archive(bundle), "unix:ino")).isEqualTo(identity);
        assertThat(waiting(loop)).isEmpty();
        announcements(loop, 1);
    }

    @Test
    void whatCannotBePackedAgainIsShownUntilACopyIsPutBack() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "unrecoverable", 1);
        LoopBackfilled loop = fixture.event();
        Bundle bundle = publish(loop);
        byte[] copy = Files.readAllBytes(archive(bundle));
        FileTrees.delete(fixture.folder(fixture.primary()));

        // When
        Files.delete(archive(bundle));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(waiting(loop))
                        .singleElement()
                        .asString()
                        .contains("damaged or lost", "it is not there", "primary workspace"));
        assertThat(given().get("/api/status").jsonPath().getInt("damaged")).isPositive();

        // When
        Files.write(archive(bundle), copy);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting(loop)).isEmpty());
        assertThat(archive(bundle)).hasBinaryContent(copy);
    }

    @Test
    void aBundleIsNotMadePoorerThanItWasAnnounced() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "poorer", 1);
        LoopBackfilled loop = fixture.event();
        Bundle bundle = publish(loop);
        FileTrees.delete(fixture.folder(fixture.primary()).resolve("mlruns"));

        // When
        Files.writeString(archive(bundle), "something else");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(waiting(loop))
                        .singleElement()
                        .asString()
                        .contains("mlruns/1/r1/artifacts/params.pkl", "AIstock's copy"));
        assertThat(archive(bundle)).hasContent("something else");
        announcements(loop, 1);
    }

    @Test
    void aRevisionThatHadToWaitForTheArchiveFollowsWhenItIsWholeAgain() throws IOException {
        // Given: a newer revision comes while the only copies of a file are away
        LoopFixture fixture = LoopFixture.typical(home, "catches up", 1);
        Bundle bundle = publish(fixture.event());
        Path runs = fixture.folder(fixture.primary()).resolve("mlruns");
        Path aside = Files.move(runs, home.resolve("aside"));
        Files.delete(archive(bundle));
        LoopBackfilled newer = fixture.revision(2)
                .event(fixture.files().stream()
                        .filter(file -> !file.path().startsWith("mlruns"))
                        .toList());
        tap.publish(newer, "backfill-service");
        tap.await(
                1,
                record ->
                        "FORMER_ARCHIVE_DAMAGED".equals(TopicTap.headers(record).get("loopline_reason")));

        // When
        Files.move(aside, runs);

        // Then
        BundleCreated created =
                tap.awaitEvent(EventType.BUNDLE_CREATED, BundleCreated.class, newer.key(), newer.revision());
        assertThat(created.bundle().manifest().members())
                .filteredOn(member -> member.name().equals("mlruns/1/r1/artifacts/params.pkl"))
                .singleElement()
                .satisfies(member -> assertThat(member.takenFromFormer()).isTrue());
        awaitWhole(created.bundle());
    }

    @Test
    void theWholeFolderIsFilledAgain() throws IOException {
        // Given
        Bundle one = publish(LoopFixture.typical(home, "emptied", 1).event());
        Bundle two = publish(LoopFixture.typical(home, "emptied", 2).event());
        Instant packedAt = Instant.now();
        await().atMost(PATIENCE).until(() -> lookedAt().isAfter(packedAt));

        // When
        insist(() -> FileTrees.delete(home.resolve("production_bundles")));

        // Then
        awaitWhole(one);
        awaitWhole(two);
        publish(LoopFixture.typical(home, "emptied", 3).event());
    }

    @Test
    void theNewestRevisionIsPackedAgainAlsoIfAnOlderAnnouncementCameOnceMore() throws IOException {
        // Given
        LoopFixture fixture = LoopFixture.typical(home, "said again", 1);
        LoopBackfilled older = fixture.event();
        Bundle former = publish(older);
        Bundle newer = publish(fixture.revision(2)
                .file("further.py", LoopFile.Kind.CODE, "FURTHER = 1")
                .event());
        tap.publish(new BundleCreated(former, older), "bundle-service");

        // When
        Files.delete(archive(newer));

        // Then
        awaitWhole(newer);
    }

    @Test
    void aFolderThatWasAwayAndComesBackOlderIsFilledUp() throws IOException {
        // Given: a loop is packed into the folder that was made in its place
        LoopFixture fixture = LoopFixture.typical(home, "away", 1);
        Bundle unchanged = publish(LoopFixture.typical(home, "away", 2).event());
        publish(fixture.event());
        Path folder = home.resolve("production_bundles");
        Path aside = Files.move(folder, home.resolve("bundles-aside"));
        Bundle newer = publish(fixture.revision(2)
                .file("further.py", LoopFile.Kind.CODE, "FURTHER = 1")
                .event());
        awaitWhole(unchanged);

        // When
        insist(() -> {
            FileTrees.delete(folder);
            Files.move(aside, folder);
        });

        // Then
        awaitWhole(newer);
        awaitWhole(unchanged);
    }

    @Test
    void bundlesLieExtractedWhereResultsAreReadAsFolders() throws IOException {
        // Given
        Files.createDirectories(home.resolve("RDagentDB"));

        // When
        Bundle bundle = publish(LoopFixture.typical(home, "extracted", 1).event());

        // Then
        Path folder = home.resolve("RDagentDB/production_bundles").resolve(bundle.bundleId());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(folder.resolve("manifest.json")).exists());
        assertThat(folder.resolve("mlruns/1/r1/artifacts/params.pkl")).hasBinaryContent(LoopFixture.noise(100_000));
    }

    private interface Change {
        void make() throws IOException;
    }

    /** The service may be writing into the folder just then. */
    private static void insist(Change change) {
        await().atMost(PATIENCE).ignoreExceptionsInstanceOf(IOException.class).until(() -> {
            change.make();
            return true;
        });
    }

    private Path archive(Bundle bundle) {
        return home.resolve(bundle.homeRelativePath());
    }

    private void awaitWhole(Bundle bundle) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(Sha256.of(Files.readAllBytes(archive(bundle))))
                        .isEqualTo(bundle.sha256()));
    }

    private static Instant lookedAt() {
        return Instant.parse(given().get("/api/status").jsonPath().getString("looked_at"));
    }

    private static List<String> waiting(LoopBackfilled loop) {
        return given().get("/api/waiting")
                .jsonPath()
                .getList("findAll { it.loop == '" + loop.key() + "' }.reason", String.class);
    }

    private List<ConsumerRecord<byte[], byte[]>> announcements(LoopBackfilled loop, int count) {
        List<ConsumerRecord<byte[], byte[]>> records = tap.await(
                count,
                record -> record.topic().equals(EventType.BUNDLE_CREATED.topic())
                        && new String(record.key(), StandardCharsets.UTF_8)
                                .equals(loop.key().toString()));
        assertThat(records).hasSize(count);
        return records;
    }

    private Bundle publish(LoopBackfilled loop) {
        tap.publish(loop, "backfill-service");
        return tap.awaitEvent(EventType.BUNDLE_CREATED, BundleCreated.class, loop.key(), loop.revision())
                .bundle();
    }
}

package dev.loopline.importer.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.contracts.event.LoopImported.BundleState;
import dev.loopline.contracts.file.FileTrees;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bundles in AIstock's folder are lost, changed and replaced by others, and nobody asks for anything. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
@TestProfile(DamagedBundlesIT.OftenChecked.class)
class DamagedBundlesIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.HOME)
    Path home;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    private TopicTap tap;

    public static class OftenChecked implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "loopline.importer.bundle-check-interval", "200ms", "loopline.importer.bundle-digest-period", "1s");
        }
    }

    @BeforeEach
    void open() {
        tap = new TopicTap(brokers, EventType.LOOP_IMPORTED.topic(), Topics.deadLetter("aistock-importer"));
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void anArchiveThatWasCopiedOverIsFetchedAgain() throws IOException {
        // Given
        SampleBundle sample = arrive("copied-over");

        // When
        Files.writeString(archive(sample), "of a script");

        // Then
        awaitWhole(sample);
    }

    @Test
    void aMemberThatWasDeletedOrCutIsExtractedAgain() throws IOException {
        // Given
        SampleBundle sample = arrive("cut");

        // When
        Files.delete(folder(sample).resolve("factor_meta.json"));
        Files.writeString(folder(sample).resolve("model.pkl"), "");

        // Then
        awaitWhole(sample);
    }

    @Test
    void aWholeFolderThatWasDeletedComesBack() throws IOException {
        // Given
        SampleBundle sample = arrive("deleted");

        // When
        FileTrees.delete(folder(sample));
        Files.delete(archive(sample));

        // Then
        awaitWhole(sample);
        assertThat(home.resolve("rdagent_assets/production_bundles")
                        .resolve(sample.bundle().bundleId())
                        .resolve("model.pkl"))
                .hasContent("weights");
    }

    @Test
    void aChangeThatNeitherSizeNorTimeTellsIsFoundByReading() throws IOException {
        // Given
        SampleBundle sample = arrive("rotten");
        Path member = folder(sample).resolve("model.pkl");
        FileTime time = Files.getLastModifiedTime(member);

        // When
        Files.writeString(member, "WEIGHTS");
        Files.setLastModifiedTime(member, time);

        // Then
        awaitWhole(sample);
    }

    @Test
    void whatCannotBeHadIsShownAndAnnouncedUntilItIsThereAgain() throws IOException {
        // Given
        SampleBundle sample = arrive("not-to-be-had");
        String loop = "not-to-be-had/1";
        Path source = served.resolve(sample.bundle().bundleId());
        Files.delete(source);

        // When
        Files.writeString(archive(sample), "of a script");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(waiting(loop))
                        .singleElement()
                        .asString()
                        .contains("not in AIstock's folder, or is damaged there"));
        assertThat(given().get("/api/status").jsonPath().getInt("bundles_missing"))
                .isPositive();
        assertThat(states(loop, 2)).endsWith(BundleState.MISSING);

        // When
        Files.write(source, sample.archive());

        // Then
        awaitWhole(sample);
        assertThat(states(loop, 3)).endsWith(BundleState.AVAILABLE);
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(waiting(loop)).isEmpty());
    }

    private SampleBundle arrive(String taskRun) throws IOException {
        SampleLoop loop = SampleLoop.of(taskRun, 1);
        SampleBundle sample = SampleBundle.of(loop.key(), "weights");
        Files.write(served.resolve(sample.bundle().bundleId()), sample.archive());
        CatalogUpdated event = loop.bundle(sample.bundle()).build();
        tap.publish(event, "catalog-service");
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        assertThat(archive(sample)).hasBinaryContent(sample.archive());
        return sample;
    }

    private void awaitWhole(SampleBundle sample) {
        await().atMost(PATIENCE)
                .ignoreExceptionsInstanceOf(UncheckedIOException.class)
                .untilAsserted(() -> {
                    assertThat(archive(sample)).exists().hasBinaryContent(sample.archive());
                    assertThat(folder(sample).resolve("model.pkl")).exists().hasContent("weights");
                    assertThat(folder(sample).resolve("factor_meta.json")).exists();
                });
    }

    private static List<String> waiting(String loop) {
        return given().get("/api/waiting")
                .jsonPath()
                .getList("findAll { it.loop == '" + loop + "' }.reason", String.class);
    }

    private List<BundleState> states(String loop, int count) {
        return tap
                .await(count, record -> {
                    LoopImported event = tap.event(EventType.LOOP_IMPORTED, LoopImported.class, record);
                    return event != null && event.key().toString().equals(loop);
                })
                .stream()
                .map(record -> tap.event(EventType.LOOP_IMPORTED, LoopImported.class, record)
                        .bundleState())
                .toList();
    }

    private Path archive(SampleBundle sample) {
        return home.resolve("rdagent_assets/bundles").resolve(sample.bundle().fileName());
    }

    private Path folder(SampleBundle sample) {
        return home.resolve("rdagent_assets/bundles").resolve(sample.bundle().bundleId());
    }
}

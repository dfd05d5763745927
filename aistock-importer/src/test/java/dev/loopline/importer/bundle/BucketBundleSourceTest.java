package dev.loopline.importer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleManifest;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BucketSettings;
import dev.loopline.kit.bucket.BucketSettings.AccessKey;
import dev.loopline.kit.testing.FaultyLine;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketBundleSourceTest {

    @TempDir
    Path folder;

    private ObjectStore store;
    private FaultyLine line;
    private Bucket bucket;
    private BucketBundleSource source;
    private byte[] content;
    private Bundle bundle;
    private Path target;

    @BeforeEach
    void start() {
        store = ObjectStore.start();
        line = FaultyLine.to(store.port());
        bucket = new Bucket(new BucketSettings(
                ObjectStore.BUCKET,
                "some/",
                Optional.of(URI.create("http://127.0.0.1:" + line.port())),
                "us-east-1",
                true,
                Optional.of(new AccessKey(ObjectStore.KEY_ID, ObjectStore.SECRET)),
                Duration.ofSeconds(60)));
        source = new BucketBundleSource(bucket);
        content = new byte[300_000];
        new Random(1).nextBytes(content);
        Sha256 sha256 = Sha256.of(content);
        BundleManifest manifest = new BundleManifest(
                1,
                "bundle_run_1",
                "run",
                1,
                Instant.EPOCH,
                "ws",
                "F:/ws",
                "",
                "",
                new BundleManifest.PrimaryAssets("", "", ""),
                List.of(),
                List.of());
        bundle = new Bundle(
                "bundle_run_1",
                "bundle_run_1.tar.gz",
                "production_bundles/bundle_run_1.tar.gz",
                content.length,
                sha256,
                manifest);
        target = folder.resolve("partial");
    }

    @AfterEach
    void stop() {
        bucket.close();
        line.close();
        store.close();
    }

    @Test
    void fetchesTheArchiveThatWasAnnouncedAndGoesOnWhereItBrokeOff() throws IOException {
        // Given
        upload();

        // When, Then
        assertThat(source.fetch(bundle, target)).isEmpty();
        assertThat(target).hasBinaryContent(content);

        // When: a transfer broke off, was complete, or was another one
        Files.write(target, Arrays.copyOf(content, 1000));
        assertThat(source.fetch(bundle, target)).isEmpty();
        assertThat(target).hasBinaryContent(content);
        assertThat(source.fetch(bundle, target)).isEmpty();
        Files.write(target, new byte[content.length + 1]);
        assertThat(source.fetch(bundle, target)).isEmpty();

        // Then
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void whatIsNotThereIsAbsentAndAStoreThatIsBusyIsWaitedFor() throws IOException {
        // When, Then
        assertThat(source.fetch(bundle, target)).hasValueSatisfying(absent -> {
            assertThat(absent.reason()).isEqualTo("BUNDLE_NOT_FOUND");
            assertThat(absent.message()).contains("the bucket loopline (some/)", "bundle_run_1");
        });
        upload();
        line.answerUnavailable();
        assertThatThrownBy(() -> source.fetch(bundle, target))
                .isInstanceOf(SourceUnavailableException.class)
                .hasMessageContaining("503");
        line.mend();
        assertThat(source.fetch(bundle, target)).isEmpty();
    }

    private void upload() throws IOException {
        bucket.put("some/bundle_run_1/" + bundle.sha256() + ".tar.gz", content);
    }
}

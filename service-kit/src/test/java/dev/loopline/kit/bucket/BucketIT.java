package dev.loopline.kit.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.kit.bucket.BucketSettings.AccessKey;
import dev.loopline.kit.testing.FaultyLine;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jclouds.blobstore.options.PutOptions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** Objects get to a real store and back, over a line that does what a test wants. */
class BucketIT {

    private static final int LARGE = 40 << 20;
    private static final Duration PATIENT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private ObjectStore store;
    private FaultyLine line;
    private Bucket bucket;

    @BeforeEach
    void start() {
        store = ObjectStore.start();
        line = FaultyLine.to(store.port());
        bucket = new Bucket(settings(ObjectStore.BUCKET, ObjectStore.SECRET, PATIENT));
    }

    @AfterEach
    void stop() {
        bucket.close();
        line.close();
        store.close();
    }

    private BucketSettings settings(String name, String secret, Duration timeout) {
        return new BucketSettings(
                name,
                "some/prefix/",
                Optional.of(URI.create("http://127.0.0.1:" + line.port())),
                "us-east-1",
                true,
                Optional.of(new AccessKey(ObjectStore.KEY_ID, secret)),
                timeout);
    }

    @Test
    void whatIsPutComesBackWholeAndInParts() throws IOException {
        // Given
        String key = "some/prefix/bundle_运行 1%3A_2/a.json";

        // When
        String entityTag = bucket.put(key, "0123456789".getBytes(StandardCharsets.UTF_8));

        // Then
        assertThat(bucket.get(key).map(BucketIT::text)).contains("0123456789");
        assertThat(bucket.get(key, 3, 4).map(BucketIT::text)).contains("3456");
        assertThat(bucket.head(key)).hasValueSatisfying(found -> {
            assertThat(found.sizeBytes()).isEqualTo(10);
            assertThat(found.entityTag()).isEqualTo(entityTag);
            assertThat(found.modifiedAt()).isBefore(Instant.now().plusSeconds(5));
        });
        assertThat(list("some/prefix/")).containsExactly(key);
        bucket.delete(key);
        assertThat(bucket.get(key)).isEmpty();
        assertThat(bucket.head(key)).isEmpty();
        assertThatThrownBy(() -> bucket.fetch(key, folder.resolve("a"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLargeFileGoesInPartsAndNothingIsLeftBehind() throws IOException {
        // Given
        Path large = large();

        // When
        bucket.put("large", large);

        // Then
        bucket.fetch("large", folder.resolve("back"));
        assertThat(folder.resolve("back")).hasSameBinaryContentAs(large);
        assertThat(store.blobs().listMultipartUploads(ObjectStore.BUCKET)).isEmpty();
    }

    @Test
    void aListIsReadToItsEnd() throws IOException {
        // Given
        for (int i = 0; i < 1100; i++) {
            store.blobs()
                    .putBlob(
                            ObjectStore.BUCKET,
                            store.blobs()
                                    .blobBuilder(String.format("many/%04d", i))
                                    .payload("x")
                                    .build(),
                            PutOptions.NONE);
        }

        // When, Then
        assertThat(list("many/")).hasSize(1100).isSorted();
    }

    @Test
    void aCutUploadIsTriedAgainAndOneThatFailsIsDropped() throws IOException {
        // Given
        Path large = large();
        line.cutUploadsAfter(1 << 20);

        // When, Then
        assertThatThrownBy(() -> bucket.put("large", large))
                .isInstanceOf(BucketException.class)
                .hasMessageContaining("the bucket loopline (some/prefix/) at http://127.0.0.1")
                .hasMessageContaining("cannot be written to");
        assertThat(line.faults()).isGreaterThanOrEqualTo(3);
        assertThat(bucket.head("large")).isEmpty();
        assertThat(store.blobs().listMultipartUploads(ObjectStore.BUCKET)).isEmpty();

        // When
        line.mend();
        bucket.put("large", large);

        // Then
        assertThat(bucket.head("large").orElseThrow().sizeBytes()).isEqualTo(LARGE);
    }

    @Test
    void aStoreThatIsBusyIsSaidInOneSentence() {
        // Given
        line.answerUnavailable();

        // When, Then
        assertThatThrownBy(() -> bucket.put("key", new byte[10]))
                .isInstanceOf(BucketException.class)
                .hasMessageEndingWith("cannot be written to: its store answers 503 SlowDown");
        assertThat(line.faults()).as("attempts").isEqualTo(3);
    }

    @Test
    void aStoreThatHangsIsGivenUpAlsoInTheMiddleOfAnUpload() throws IOException {
        // Given
        Path large = large();
        line.hang();

        // When, Then
        try (Bucket hurried = new Bucket(settings(ObjectStore.BUCKET, ObjectStore.SECRET, Duration.ofMillis(500)))) {
            assertThatThrownBy(() -> hurried.head("key"))
                    .isInstanceOf(BucketException.class)
                    .hasMessageContaining("does not answer");
            assertThatThrownBy(() -> hurried.put("large", large))
                    .isInstanceOf(BucketException.class)
                    .hasMessageContaining("does not answer");
        }
    }

    @Test
    void aMissingBucketWrongCredentialsAndAStoreThatIsAwayAreToldApart() {
        // When, Then
        try (Bucket missing = new Bucket(settings("no-such-bucket", ObjectStore.SECRET, PATIENT))) {
            assertThatThrownBy(() -> missing.put("key", new byte[1]))
                    .hasMessageEndingWith("it does not exist; create it, or correct LOOPLINE_BUNDLE_BUCKET");
            assertThatThrownBy(() -> missing.list("", found -> {})).hasMessageContaining("it does not exist");
        }
        try (Bucket stranger = new Bucket(settings(ObjectStore.BUCKET, "wrong", PATIENT))) {
            assertThatThrownBy(() -> stranger.put("key", new byte[1]))
                    .hasMessageContaining("does not accept the credentials (403 SignatureDoesNotMatch)");
        }
        line.close();
        assertThatThrownBy(() -> bucket.put("key", new byte[1]))
                .hasMessageContaining("it does not answer (Connection refused");
    }

    @Test
    void onlyOldUploadsOfOthersAreDropped() throws IOException {
        // Given
        try (S3Client client = S3Client.builder()
                .endpointOverride(store.endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(ObjectStore.KEY_ID, ObjectStore.SECRET)))
                .build()) {
            client.createMultipartUpload(
                    upload -> upload.bucket(ObjectStore.BUCKET).key("some/prefix/left"));
        }

        // When, Then
        assertThat(bucket.abortUploads(Instant.now().minusSeconds(3600))).isZero();
        assertThat(store.blobs().listMultipartUploads(ObjectStore.BUCKET)).hasSize(1);
        assertThat(bucket.abortUploads(Instant.now().plusSeconds(3600))).isEqualTo(1);
        assertThat(store.blobs().listMultipartUploads(ObjectStore.BUCKET)).isEmpty();
    }

    @Test
    void aStopEndsAnUpload() throws IOException {
        // Given
        Path large = large();
        Thread.currentThread().interrupt();

        // When, Then
        assertThatThrownBy(() -> bucket.put("large", large)).isInstanceOf(ClosedByInterruptException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(store.blobs().listMultipartUploads(ObjectStore.BUCKET)).isEmpty();
    }

    private List<String> list(String prefix) throws IOException {
        List<String> keys = new ArrayList<>();
        bucket.list(prefix, found -> keys.add(found.key()));
        return keys;
    }

    private Path large() throws IOException {
        Path file = folder.resolve("large");
        byte[] block = new byte[1 << 20];
        new Random(1).nextBytes(block);
        try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
            for (int i = 0; i < LARGE >> 20; i++) {
                block[0] = (byte) i;
                out.write(block);
            }
        }
        return file;
    }

    private static String text(InputStream in) {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

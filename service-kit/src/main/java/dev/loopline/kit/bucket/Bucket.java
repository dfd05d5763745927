package dev.loopline.kit.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket. Requests that fail are tried again a few times, then failures are {@link BucketException}s. What is sent carries an MD5
 * sum, which every store checks; what is received has to be checked by the caller. Safe for all threads.
 */
public final class Bucket implements AutoCloseable {

    private static final int ATTEMPTS = 3;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final int NOT_FOUND = 404;

    private final BucketSettings settings;
    private final S3Client client;
    private final BucketUploads uploads;

    public Bucket(BucketSettings settings) {
        this.settings = settings;
        this.client = client(settings);
        this.uploads = new BucketUploads(client, settings);
    }

    private static S3Client client(BucketSettings settings) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT)
                        .socketTimeout(settings.timeout()))
                .region(Region.of(settings.region()))
                .forcePathStyle(settings.pathStyle())
                .credentialsProvider(credentials(settings))
                // Stores other than AWS do not know the newer checksums, and not all know bodies in signed chunks.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .overrideConfiguration(client -> client.retryStrategy(retry -> retry.maxAttempts(ATTEMPTS)));
        settings.endpoint().ifPresent(builder::endpointOverride);
        return builder.build();
    }

    private static AwsCredentialsProvider credentials(BucketSettings settings) {
        return settings.accessKey()
                .<AwsCredentialsProvider>map(
                        key -> StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
                .orElseGet(() -> DefaultCredentialsProvider.builder().build());
    }

    /** The bucket for people, such as "the bucket loopline at http://127.0.0.1:9000". */
    public String place() {
        return settings.place();
    }

    /** What all keys begin with. */
    public String prefix() {
        return settings.prefix();
    }

    /**
     * Writes an object from a file, in parts if it is large. It appears whole or not at all; of an upload that fails nothing is left
     * behind, unless the store does not answer.
     *
     * @return its entity tag
     */
    public String put(String key, Path file) throws IOException {
        return guarded("written to", () -> uploads.put(key, file));
    }

    /**
     * Writes a small object.
     *
     * @return its entity tag
     */
    public String put(String key, byte[] content) throws IOException {
        return guarded(
                "written to", () -> uploads.put(key, RequestBody.fromBytes(content), Md5.of(content), content.length));
    }

    /** The bytes of an object; empty if it is not there. */
    public Optional<InputStream> get(String key) throws IOException {
        return get(GetObjectRequest.builder().key(key));
    }

    /** A part of the bytes of an object; empty if it is not there. */
    public Optional<InputStream> get(String key, long first, long length) throws IOException {
        return get(GetObjectRequest.builder().key(key).range("bytes=" + first + "-" + (first + length - 1)));
    }

    private Optional<InputStream> get(GetObjectRequest.Builder request) throws IOException {
        return guarded("read", () -> {
            try {
                return Optional.of(
                        client.getObject(request.bucket(settings.name()).build()));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    /**
     * Copies an object to a file that does not exist yet.
     *
     * @throws NoSuchFileException if there is no such object
     */
    public void fetch(String key, Path target) throws IOException {
        try (InputStream content =
                get(key).orElseThrow(() -> new NoSuchFileException(key, null, "not in " + place()))) {
            Files.copy(content, target);
        }
    }

    /** An object from outside; empty if it is not there. */
    public Optional<StoredObject> head(String key) throws IOException {
        return guarded("read", () -> {
            try {
                HeadObjectResponse found = client.headObject(
                        request -> request.bucket(settings.name()).key(key).overrideConfiguration(quick()));
                return Optional.of(
                        new StoredObject(key, found.contentLength(), plain(found.eTag()), found.lastModified()));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    /** Hands over all objects whose key begins so, in the order of their keys. */
    public void list(String prefix, Consumer<StoredObject> taker) throws IOException {
        guarded("listed", () -> {
            for (ListObjectsV2Response page : client.listObjectsV2Paginator(
                    request -> request.bucket(settings.name()).prefix(prefix).overrideConfiguration(quick()))) {
                if (page.isTruncated() == null) {
                    // An answer that broke off is read as an empty list, and nothing may be taken for lost by it.
                    throw new BucketException(place() + " cannot be listed: its store answers with half a list", null);
                }
                page.contents().forEach(found -> taker.accept(stored(found)));
            }
            return Boolean.TRUE;
        });
    }

    /** Removes an object, if it is there. */
    public void delete(String key) throws IOException {
        guarded(
                "written to",
                () -> client.deleteObject(
                        request -> request.bucket(settings.name()).key(key).overrideConfiguration(quick())));
    }

    /**
     * Drops what uploads in parts left behind that were begun before a time: their processes are gone.
     *
     * @return how many they were
     */
    public int abortUploads(Instant before) throws IOException {
        return guarded("tidied up", () -> {
            int aborted = 0;
            for (MultipartUpload upload : client.listMultipartUploadsPaginator(
                            request -> request.bucket(settings.name()).prefix(settings.prefix()))
                    .uploads()) {
                if (upload.initiated() != null && upload.initiated().isBefore(before)) {
                    uploads.abort(upload.key(), upload.uploadId());
                    aborted++;
                }
            }
            return aborted;
        });
    }

    private AwsRequestOverrideConfiguration quick() {
        return BucketUploads.limit(settings.timeout());
    }

    private static StoredObject stored(S3Object found) {
        return new StoredObject(found.key(), found.size(), plain(found.eTag()), found.lastModified());
    }

    static String plain(String entityTag) {
        return entityTag.replace("\"", "");
    }

    private interface Call<T> {
        T run() throws IOException;
    }

    private <T> T guarded(String what, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (SdkException e) {
            throw BucketFailures.of(e, place(), what);
        }
    }

    @Override
    public void close() {
        uploads.close();
        client.close();
    }
}

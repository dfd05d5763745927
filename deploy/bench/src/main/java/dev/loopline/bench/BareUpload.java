package dev.loopline.bench;

import dev.loopline.kit.bucket.BucketSettings;
import dev.loopline.kit.bucket.Parallel;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Files to a bucket by the SDK, several at once as {@code aws s3 cp --recursive} does it. For one thread. */
final class BareUpload implements AutoCloseable {

    private static final int AT_ONCE = 8;

    private final BucketSettings bucket;
    private final S3Client client;
    private final Parallel threads = new Parallel("bare-upload", AT_ONCE);

    /** @param bucket with endpoint and access key */
    BareUpload(BucketSettings bucket) {
        this.bucket = bucket;
        BucketSettings.AccessKey key = bucket.accessKey().orElseThrow();
        URI endpoint = bucket.endpoint().orElseThrow();
        this.client = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .region(Region.of(bucket.region()))
                .forcePathStyle(bucket.pathStyle())
                .endpointOverride(endpoint)
                // The store does not take bodies in signed chunks.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .serviceConfiguration(
                        S3Configuration.builder().chunkedEncodingEnabled(false).build())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(key.id(), key.secret())))
                .build();
    }

    void putAll(List<Path> files) throws IOException {
        threads.all(
                files,
                file -> client.putObject(
                        request -> request.bucket(bucket.name()).key(bucket.prefix() + file.getFileName()),
                        RequestBody.fromFile(file)));
    }

    @Override
    public void close() {
        threads.close();
        client.close();
    }
}

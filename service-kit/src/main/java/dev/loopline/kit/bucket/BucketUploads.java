package dev.loopline.kit.bucket;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.NoSuchUploadException;

/** Writes objects: small ones at once, large ones in parts. Safe for all threads. */
final class BucketUploads implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(BucketUploads.class);
    private static final long AT_ONCE = 32L << 20;
    private static final long PART = 16L << 20;
    private static final int PARTS_AT_ONCE = 4;
    /** Stores allow 10,000. */
    private static final long MOST_PARTS = 9_000;
    /** A line slower than this is taken for one that hangs. */
    private static final long SLOWEST_BYTES_PER_SECOND = 64 * 1024;

    private final S3Client client;
    private final BucketSettings settings;
    private final Parallel threads = new Parallel("upload-part", PARTS_AT_ONCE);

    BucketUploads(S3Client client, BucketSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    String put(String key, Path file) throws IOException {
        long size = Files.size(file);
        return size <= AT_ONCE
                ? put(key, RequestBody.fromFile(file), md5(file, 0, size), size)
                : putParts(key, file, size);
    }

    String put(String key, RequestBody content, String md5, long size) {
        return Bucket.plain(client.putObject(
                        request -> request.bucket(settings.name())
                                .key(key)
                                .contentMD5(md5)
                                .overrideConfiguration(limit(size)),
                        content)
                .eTag());
    }

    private String putParts(String key, Path file, long size) throws IOException {
        String upload = client.createMultipartUpload(request ->
                        request.bucket(settings.name()).key(key).overrideConfiguration(limit(settings.timeout())))
                .uploadId();
        boolean complete = false;
        try {
            List<CompletedPart> parts = putAll(parts(size), key, upload, file);
            String entityTag = client.completeMultipartUpload(request -> request.bucket(settings.name())
                            .key(key)
                            .uploadId(upload)
                            .multipartUpload(all -> all.parts(parts))
                            .overrideConfiguration(limit(size)))
                    .eTag();
            if (entityTag == null) {
                throw new BucketException(
                        "the store broke off while it put the parts of " + key + " together; the upload is tried again",
                        null);
            }
            complete = true;
            return Bucket.plain(entityTag);
        } finally {
            if (!complete) {
                abortQuietly(key, upload);
            }
        }
    }

    private record Part(int number, long first, long length) {}

    private static List<Part> parts(long size) {
        long length = Math.max(PART, size / MOST_PARTS);
        List<Part> parts = new ArrayList<>();
        for (long first = 0; first < size; first += length) {
            parts.add(new Part(parts.size() + 1, first, Math.min(length, size - first)));
        }
        return parts;
    }

    /** After the first part that fails no other is begun, and it returns when those under way have ended. */
    private List<CompletedPart> putAll(List<Part> parts, String key, String upload, Path file) throws IOException {
        AtomicBoolean hasFailed = new AtomicBoolean();
        return threads.all(parts, part -> {
            if (hasFailed.get()) {
                throw new BucketException("a part of " + key + " was not sent", null);
            }
            boolean isSent = false;
            try {
                CompletedPart sent = putPart(part, key, upload, file);
                isSent = true;
                return sent;
            } finally {
                hasFailed.compareAndSet(false, !isSent);
            }
        });
    }

    private CompletedPart putPart(Part part, String key, String upload, Path file) throws IOException {
        String md5 = md5(file, part.first(), part.length());
        String entityTag = client.uploadPart(
                        request -> request.bucket(settings.name())
                                .key(key)
                                .uploadId(upload)
                                .partNumber(part.number())
                                .contentMD5(md5)
                                // The parts share the line.
                                .overrideConfiguration(limit(part.length() * PARTS_AT_ONCE)),
                        RequestBody.fromContentProvider(
                                () -> open(file, part.first(), part.length()),
                                part.length(),
                                "application/octet-stream"))
                .eTag();
        return CompletedPart.builder().partNumber(part.number()).eTag(entityTag).build();
    }

    void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(request -> request.bucket(settings.name())
                    .key(key)
                    .uploadId(upload)
                    .overrideConfiguration(limit(settings.timeout())));
        } catch (NoSuchUploadException e) {
            LOG.debugf("An upload was dropped by somebody else. key=%s", key);
        }
    }

    /** Also when the service stops, which is told to the thread by an interrupt. */
    private void abortQuietly(String key, String upload) {
        boolean wasInterrupted = Thread.interrupted();
        try {
            abort(key, upload);
        } catch (SdkException e) {
            LOG.warnf("An upload that failed was not dropped; that is done later. key=%s failure=%s", key, e);
        } finally {
            if (wasInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String md5(Path file, long first, long length) throws IOException {
        try (InputStream part = open(file, first, length)) {
            return Md5.of(part);
        }
    }

    private static InputStream open(Path file, long first, long length) {
        try {
            SeekableByteChannel channel = Files.newByteChannel(file).position(first);
            return new FirstBytes(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private AwsRequestOverrideConfiguration limit(long bytes) {
        return limit(settings.timeout().plusSeconds(bytes / SLOWEST_BYTES_PER_SECOND));
    }

    /** A request that hangs while it is sent is given up as well. */
    static AwsRequestOverrideConfiguration limit(Duration attempt) {
        return AwsRequestOverrideConfiguration.builder()
                .apiCallAttemptTimeout(attempt)
                .build();
    }

    @Override
    public void close() {
        threads.close();
    }
}

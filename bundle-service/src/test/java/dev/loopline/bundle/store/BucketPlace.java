package dev.loopline.bundle.store;

import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.BucketSettings;
import dev.loopline.kit.bucket.BucketSettings.AccessKey;
import dev.loopline.kit.testing.FaultyLine;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** A part of a bucket for one test, and the way to it. */
public final class BucketPlace implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ObjectStore objects;
    private final FaultyLine line;
    private final String prefix = UUID.randomUUID() + "/";
    private final Bucket bucket;

    public BucketPlace(ObjectStore objects) {
        this.objects = objects;
        this.line = FaultyLine.to(objects.port());
        this.bucket = open(PATIENCE);
    }

    private Bucket open(Duration timeout) {
        return new Bucket(new BucketSettings(
                ObjectStore.BUCKET,
                prefix,
                Optional.of(URI.create("http://127.0.0.1:" + line.port())),
                "us-east-1",
                true,
                Optional.of(new AccessKey(ObjectStore.KEY_ID, ObjectStore.SECRET)),
                timeout));
    }

    /** A further bundler. */
    public BucketStore bundler(Path work) throws IOException {
        return new BucketStore(open(PATIENCE), work);
    }

    public FaultyLine line() {
        return line;
    }

    /** The keys behind the prefix, sorted. */
    public List<String> keys() throws IOException {
        List<String> keys = new ArrayList<>();
        bucket.list(prefix, object -> keys.add(object.key().substring(prefix.length())));
        return keys;
    }

    public void put(String key, byte[] content) throws IOException {
        bucket.put(prefix + key, content);
    }

    public byte[] get(String key) throws IOException {
        try (var content = bucket.get(prefix + key).orElseThrow()) {
            return content.readAllBytes();
        }
    }

    public void delete(String key) throws IOException {
        bucket.delete(prefix + key);
    }

    @Override
    public void close() {
        bucket.close();
        line.close();
    }
}

package dev.loopline.bench;

import dev.loopline.kit.bucket.BucketSettings;
import dev.loopline.kit.testing.ObjectStore;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** An S3-compatible store in a process of its own, in memory. Says its port, and forgets all objects at each line of its input. */
final class StoreProcess {

    static final String EMPTY = "EMPTY";

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private StoreProcess() {}

    public static void main(String[] args) throws IOException {
        try (ObjectStore store = ObjectStore.start()) {
            System.out.println(store.port());
            while (System.in.read() >= 0) {
                store.blobs().clearContainer(ObjectStore.BUCKET);
                System.out.println(EMPTY);
            }
        }
    }

    /** How its clients reach it. */
    static BucketSettings bucket(int port, String prefix) {
        return new BucketSettings(
                ObjectStore.BUCKET,
                prefix,
                Optional.of(URI.create("http://127.0.0.1:" + port)),
                "us-east-1",
                true,
                Optional.of(new BucketSettings.AccessKey(ObjectStore.KEY_ID, ObjectStore.SECRET)),
                PATIENCE);
    }
}

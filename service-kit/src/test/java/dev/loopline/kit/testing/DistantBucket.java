package dev.loopline.kit.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A bucket that the service under test reaches over a {@link FaultyLine}. */
public final class DistantBucket implements QuarkusTestResourceLifecycleManager {

    public static final String PREFIX = "tests";

    private static volatile @Nullable ObjectStore store;
    private static volatile @Nullable FaultyLine line;

    /** The store of the tests that run. */
    public static ObjectStore store() {
        return Objects.requireNonNull(store);
    }

    /** The way to it. */
    public static FaultyLine line() {
        return Objects.requireNonNull(line);
    }

    @Override
    public Map<String, String> start() {
        ObjectStore started = ObjectStore.start();
        store = started;
        FaultyLine made = FaultyLine.to(started.port());
        line = made;
        return Map.of(
                "loopline.bundle.bucket", ObjectStore.BUCKET,
                "loopline.bundle.s3.prefix", PREFIX,
                "loopline.bundle.s3.endpoint", "http://127.0.0.1:" + made.port(),
                "loopline.bundle.s3.access-key-id", ObjectStore.KEY_ID,
                "loopline.bundle.s3.secret-access-key", ObjectStore.SECRET);
    }

    @Override
    public void stop() {
        line().close();
        store().close();
    }
}

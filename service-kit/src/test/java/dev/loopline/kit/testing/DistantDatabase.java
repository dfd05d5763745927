package dev.loopline.kit.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A PostgreSQL that the service under test reaches over a {@link NetworkLine}, and the test itself also directly. */
public final class DistantDatabase implements QuarkusTestResourceLifecycleManager {

    /** The address without the line between. */
    public static final String DIRECT_URL = "test.database-url";

    private static final String URL = "quarkus.datasource.jdbc.url";
    private static volatile @Nullable NetworkLine line;

    private final DatabaseResource database = new DatabaseResource();

    /** The network to the database of the tests that run. */
    public static NetworkLine line() {
        return Objects.requireNonNull(line);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(database.start());
        String direct = Objects.requireNonNull(config.get(URL));
        int port = URI.create(direct.substring("jdbc:".length())).getPort();
        NetworkLine made = NetworkLine.to(port);
        line = made;
        config.put(DIRECT_URL, direct);
        config.put(URL, direct.replace(":" + port + "/", ":" + made.port() + "/"));
        return config;
    }

    @Override
    public void stop() {
        line().close();
        database.stop();
    }
}

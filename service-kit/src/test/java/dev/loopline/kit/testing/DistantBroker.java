package dev.loopline.kit.testing;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A broker that the service under test reaches over a {@link NetworkLine}, and the test itself also directly. */
public final class DistantBroker implements QuarkusTestResourceLifecycleManager {

    /** The address without the line between. */
    public static final String DIRECT_SERVERS = "test.broker";

    private static final String SERVERS = "kafka.bootstrap.servers";
    private static volatile @Nullable NetworkLine line;

    private final BrokerResource broker = new BrokerResource();

    /** The network to the broker of the tests that run. */
    public static NetworkLine line() {
        return Objects.requireNonNull(line);
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(broker.start());
        String direct = Objects.requireNonNull(config.get(SERVERS));
        NetworkLine made = NetworkLine.toBroker(Integer.parseInt(direct.substring(direct.indexOf(':') + 1)));
        line = made;
        config.put(DIRECT_SERVERS, direct);
        config.put(SERVERS, "127.0.0.1:" + made.port());
        return config;
    }

    @Override
    public void stop() {
        line().close();
        broker.stop();
    }
}

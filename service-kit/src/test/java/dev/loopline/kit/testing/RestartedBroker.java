package dev.loopline.kit.testing;

import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A broker that a test takes away and gives back at the same address, with what it held. */
public final class RestartedBroker implements QuarkusTestResourceLifecycleManager {

    private static volatile @Nullable RestartedBroker instance;

    private @Nullable Path folder;
    private int port;
    private @Nullable EmbeddedKafka broker;

    /** From now on connections are refused. */
    public static void takeAway() {
        Objects.requireNonNull(Objects.requireNonNull(instance).broker).close();
    }

    public static void giveBack() {
        Objects.requireNonNull(instance).run();
    }

    @Override
    public Map<String, String> start() {
        folder = TestFolders.make("loopline-broker");
        EmbeddedKafka first = run();
        port = URI.create("kafka://" + first.bootstrapServers()).getPort();
        instance = this;
        return first.clientSettings().entrySet().stream()
                .collect(Collectors.toMap(setting -> "kafka." + setting.getKey(), Map.Entry::getValue));
    }

    private EmbeddedKafka run() {
        EmbeddedKafka started = EmbeddedKafka.start(
                KafkaOptions.in(Objects.requireNonNull(folder)).withPort(port));
        broker = started;
        return started;
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
        TestFolders.delete(folder);
    }
}

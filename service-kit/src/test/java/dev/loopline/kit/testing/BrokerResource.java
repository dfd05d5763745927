package dev.loopline.kit.testing;

import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Starts a broker on a free port with an empty data folder, for the time of the tests, which asks for credentials like the real one. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable Path folder;
    private @Nullable EmbeddedKafka broker;

    @Override
    public Map<String, String> start() {
        folder = TestFolders.make("loopline-broker");
        broker = EmbeddedKafka.start(KafkaOptions.in(folder));
        return broker.clientSettings().entrySet().stream()
                .collect(Collectors.toMap(setting -> "kafka." + setting.getKey(), Map.Entry::getValue));
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
        TestFolders.delete(folder);
    }
}

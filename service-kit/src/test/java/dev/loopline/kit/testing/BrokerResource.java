package dev.loopline.kit.testing;

import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Starts a broker on a free port with an empty data folder, for the time of the tests. */
public final class BrokerResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable EmbeddedKafka broker;

    @Override
    public Map<String, String> start() {
        try {
            broker = EmbeddedKafka.start(KafkaOptions.in(Files.createTempDirectory("loopline-broker")));
            return Map.of("kafka.bootstrap.servers", broker.bootstrapServers());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        if (broker != null) {
            broker.close();
        }
    }
}

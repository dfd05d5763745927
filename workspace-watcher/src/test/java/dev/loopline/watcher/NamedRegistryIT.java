package dev.loopline.watcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TestFolders;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.samples.SampleHome;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A registry that lies at another place than RD-Agent's own default. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(value = NamedRegistryIT.Home.class, restrictToAnnotatedClass = true)
class NamedRegistryIT {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "loopline.rdagent-home")
    Path home;

    @Inject
    WatcherConfig config;

    @Test
    void isReadAndWrittenInsteadOfThatInTheHome() throws Exception {
        // When the loops of the home are announced
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic())) {
            tap.await(3, record -> record.value() != null);
        }

        // Then
        Path registry = config.registry().orElseThrow();
        assertThat(OtherProgram.number(registry, "SELECT COUNT(*) FROM loops")).isEqualTo(3);
        assertThat(OtherProgram.number(registry, "SELECT COUNT(*) FROM loopline_loop"))
                .isEqualTo(3);
        assertThat(home.resolve("RDagentDB/registry.sqlite")).doesNotExist();
    }

    @Test
    void isNamedByTheEnvironment() {
        // Given
        Map<String, String> environment = Map.of("LOOPLINE_WATCHER_REGISTRY", "/data/other.sqlite");

        // When
        WatcherConfig named = new SmallRyeConfigBuilder()
                .withMapping(WatcherConfig.class)
                .withSources(new EnvConfigSource(environment, 300))
                .addDiscoveredConverters()
                .build()
                .getConfigMapping(WatcherConfig.class);

        // Then
        assertThat(named.registry()).contains(Path.of("/data/other.sqlite"));
    }

    /** A home with three loops whose registry was moved away. */
    public static final class Home implements QuarkusTestResourceLifecycleManager {

        private @Nullable Path folder;

        @Override
        public Map<String, String> start() {
            Path made = TestFolders.make("loopline-named-registry");
            folder = made;
            Path home = made.resolve("home");
            SampleHome.builder(home).registryLoops(3).modelBytes(1000).write();
            Path registry = made.resolve("elsewhere/registry of mine.sqlite");
            try {
                Files.createDirectories(registry.getParent());
                Files.move(home.resolve("RDagentDB/registry.sqlite"), registry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            Map<String, String> config = new HashMap<>();
            config.put("loopline.rdagent-home", home.toString());
            config.put("loopline.watcher.registry", registry.toString());
            config.put("loopline.watcher.scan-interval", "300ms");
            config.put("loopline.watcher.quiet-period", "300ms");
            return config;
        }

        @Override
        public void stop() {
            TestFolders.delete(folder);
        }
    }
}

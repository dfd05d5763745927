package dev.loopline.backfill.stage;

import dev.loopline.kit.testing.TestFolders;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.WrittenHome;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A home with finished loops and two empty libraries, for the time of the tests. */
public final class TestHome implements QuarkusTestResourceLifecycleManager {

    private static @Nullable Path folder;
    private static @Nullable WrittenHome written;

    @Override
    public Map<String, String> start() {
        try {
            Path home = TestFolders.make("loopline-home");
            Path factors = Files.createDirectories(home.resolve("rd-factors-lib"));
            Path strategies = Files.createDirectories(home.resolve("rd-strategies-lib"));
            written = SampleHome.builder(home)
                    .seed(3)
                    .seedsLayoutLoops(3)
                    .registryLoops(5)
                    .modelBytes(1_000)
                    .write();
            folder = home;
            return Map.of(
                    "loopline.rdagent-home", home.toString(),
                    "loopline.home-id", "tested",
                    "RD_FACTORS_LIB_ROOT", factors.toString(),
                    "RD_STRATEGIES_LIB_ROOT", strategies.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        TestFolders.delete(folder);
        folder = null;
        written = null;
    }

    static Path folder() {
        return Objects.requireNonNull(folder);
    }

    static WrittenHome written() {
        return Objects.requireNonNull(written);
    }
}

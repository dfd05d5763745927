package dev.loopline.watcher;

import dev.loopline.samples.SampleHome;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A home with some history, for the time of the tests. */
public final class HomeResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path home = Files.createTempDirectory("loopline-home");
            SampleHome.builder(home)
                    .seedsLayoutLoops(3)
                    .registryLoops(3)
                    .runningLoops(1)
                    .modelBytes(1000)
                    .write();
            return Map.of(
                    "loopline.rdagent-home", home.toString(),
                    "loopline.watcher.scan-interval", "300ms",
                    "loopline.watcher.quiet-period", "300ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The folder is a temporary one; tests that failed can be looked into.
    }
}

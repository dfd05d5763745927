package dev.loopline.bundle;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Map;

/** An empty RD-Agent home for the time of the tests. */
public final class HomeResource implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            return Map.of(
                    "loopline.rdagent-home",
                    Files.createTempDirectory("loopline-home").toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The folder is left to the system's own tidying, so that a failed test can be looked into.
    }
}

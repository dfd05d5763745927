package dev.loopline.catalog.stage;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** An empty RD-Agent home and an empty state folder. */
public final class CatalogFolders implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        try {
            Path base = Files.createTempDirectory("loopline-catalog-it");
            return Map.of(
                    "loopline.rdagent-home",
                    Files.createDirectory(base.resolve("home")).toString(),
                    "loopline.state-dir",
                    base.resolve("state").toString(),
                    "loopline.catalog.also-folder",
                    base.resolve("home/RDagentDB/aistock").toString(),
                    "loopline.catalog.window",
                    "20ms");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        // The operating system empties its temporary folder.
    }
}

package dev.loopline.catalog.stage;

import dev.loopline.kit.testing.TestFolders;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An empty RD-Agent home and an empty state folder. */
public final class CatalogFolders implements QuarkusTestResourceLifecycleManager {

    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        try {
            Path base = TestFolders.make("loopline-catalog-it");
            folder = base;
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
        TestFolders.delete(folder);
    }
}

package dev.loopline.bundle;

import dev.loopline.kit.testing.TestFolders;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An empty RD-Agent home for the time of the tests. */
public final class HomeResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        Path home = TestFolders.make("loopline-home");
        folder = home;
        return Map.of("loopline.rdagent-home", home.toString());
    }

    @Override
    public void stop() {
        TestFolders.delete(folder);
    }
}

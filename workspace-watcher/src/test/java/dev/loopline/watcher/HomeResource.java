package dev.loopline.watcher;

import dev.loopline.kit.testing.TestFolders;
import dev.loopline.samples.SampleHome;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A home with some history, for the time of the tests. */
public final class HomeResource implements QuarkusTestResourceLifecycleManager {

    private @Nullable Path folder;

    @Override
    public Map<String, String> start() {
        Path home = TestFolders.make("loopline-home");
        folder = home;
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
    }

    @Override
    public void stop() {
        TestFolders.delete(folder);
    }
}

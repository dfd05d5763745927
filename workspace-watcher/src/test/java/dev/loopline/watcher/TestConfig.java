package dev.loopline.watcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Short waits, so that tests are quick. */
public record TestConfig(
        Duration scanInterval,
        Duration quietPeriod,
        Duration assumedLoopWait,
        int filesCheckedPerScan,
        Duration crashedAfter)
        implements WatcherConfig {

    public static final TestConfig QUICK = new TestConfig(
            Duration.ofMillis(200), Duration.ofMillis(300), Duration.ofMillis(600), 5000, Duration.ofHours(1));

    @Override
    public Optional<Path> registry() {
        return Optional.empty();
    }
}

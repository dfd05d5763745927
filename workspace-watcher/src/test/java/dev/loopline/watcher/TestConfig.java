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
        Duration crashedAfter,
        boolean fileEvents,
        Duration stalledAfter)
        implements WatcherConfig {

    public static final TestConfig QUICK = new TestConfig(
            Duration.ofMillis(200),
            Duration.ofMillis(300),
            Duration.ofMillis(600),
            5000,
            Duration.ofHours(1),
            true,
            Duration.ofHours(1));

    /** As on a drive from which no event ever comes. */
    public TestConfig withoutFileEvents() {
        return new TestConfig(
                scanInterval, quietPeriod, assumedLoopWait, filesCheckedPerScan, crashedAfter, false, stalledAfter);
    }

    public TestConfig scanningEvery(Duration interval) {
        return new TestConfig(
                interval, quietPeriod, assumedLoopWait, filesCheckedPerScan, crashedAfter, fileEvents, stalledAfter);
    }

    public TestConfig quietFor(Duration period) {
        return new TestConfig(
                scanInterval, period, assumedLoopWait, filesCheckedPerScan, crashedAfter, fileEvents, stalledAfter);
    }

    /** Loops are taken for stalled so soon. */
    public TestConfig patientFor(Duration time) {
        return new TestConfig(
                scanInterval, quietPeriod, assumedLoopWait, filesCheckedPerScan, crashedAfter, fileEvents, time);
    }

    @Override
    public Optional<Path> registry() {
        return Optional.empty();
    }

    @Override
    public double withdrawalsShare() {
        return 0.05;
    }

    @Override
    public int withdrawalsCount() {
        return 20;
    }

    @Override
    public Duration leaseStale() {
        return Duration.ofSeconds(6);
    }

    @Override
    public Duration startPatience() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Optional<String> newRegistry() {
        return Optional.empty();
    }
}

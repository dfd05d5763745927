package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The backfill service with the watcher before it and nothing behind: what one loop takes, next to reading its files. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = "Time to backfill one loop, next to reading and hashing its files.")
final class BackfillCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final String LOOPS = "loopline_events_handled_total";
    private static final String SECONDS = "loopline_events_handling_seconds_sum";

    @Option(names = "--repository", required = true, hidden = true)
    Path repository;

    @Option(names = "--loops", defaultValue = "1000", description = "Loops (default: ${DEFAULT-VALUE}).")
    int loops;

    @Option(
            names = "--model-bytes",
            defaultValue = "262144",
            description = "Size of each weight (default: ${DEFAULT-VALUE}).")
    int modelBytes;

    @Mixin
    ServiceFlags flags;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            SampleHome.builder(folder.home())
                    .registryLoops(loops)
                    .modelBytes(modelBytes)
                    .write();
            Duration reading = new PlainLook(folder.home()).readAndHash();
            StackOptions options = flags.addTo(StackOptions.builder(repository, folder.home(), folder.data()))
                    .freePorts()
                    .services(EnumSet.of(Service.WORKSPACE_WATCHER, Service.BACKFILL_SERVICE))
                    .build();
            try (LocalStack stack = LocalStack.start(options)) {
                report(stack, reading);
            }
        }
        return 0;
    }

    private void report(LocalStack stack, Duration reading) throws IOException {
        ServiceMetrics metrics = new ServiceMetrics(stack.endpoints().backfillServiceUrl());
        Instant deadline = Instant.now().plus(PATIENCE);
        while (metrics.sum(LOOPS, "") < loops) {
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "not all loops were backfilled");
        }
        double perLoop = 1000 * metrics.sum(SECONDS, "") / metrics.sum(LOOPS, "");
        double baseline = reading.toNanos() / 1e6 / loops;
        System.out.printf(
                Locale.ROOT,
                "%d loops: %.2f ms to backfill one, %.2f ms to read and hash its files, ratio %.1f%n",
                loops,
                perLoop,
                baseline,
                perLoop / baseline);
    }
}

package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One loop that finishes: how long until its rows are committed, next to the floor. */
@Command(
        name = "latency",
        mixinStandardHelpOptions = true,
        description =
                "Time from a loop's completion evidence to its committed rows, by stage, next to the floor: five bare"
                        + " broker hops and one commit on the same servers.")
final class LatencyCommand implements Callable<Integer> {

    @Option(names = "--loops", defaultValue = "200", description = "Loops to measure (default: ${DEFAULT-VALUE}).")
    int loops;

    @Option(names = "--warm-up", defaultValue = "100", description = "Loops before them (default: ${DEFAULT-VALUE}).")
    int warmUp;

    @Option(
            names = "--history",
            defaultValue = "20",
            description = "Loops in the home before (default: ${DEFAULT-VALUE}).")
    int history;

    @Option(
            names = "--model-bytes",
            defaultValue = "262144",
            description = "Size of each weight (default: ${DEFAULT-VALUE}).")
    int modelBytes;

    @Mixin
    BenchStack benchStack;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            SampleHome.builder(folder.home())
                    .registryLoops(history)
                    .modelBytes(modelBytes)
                    .write();
            StackOptions options = benchStack.in(folder).build();
            try (LocalStack stack = LocalStack.start(options)) {
                awaitHistory(stack);
                measure(stack, folder.home());
            }
        }
        return 0;
    }

    private void awaitHistory(LocalStack stack) throws Exception {
        try (AistockRows rows = new AistockRows(stack.endpoints())) {
            Instant deadline = Instant.now().plus(Duration.ofMinutes(10));
            while (rows.count() < history) {
                AistockRows.pauseUntil(AistockRows.LOOK_AGAIN, deadline, "the history did not arrive");
            }
        }
    }

    private void measure(LocalStack stack, Path home) throws Exception {
        LiveLoops live = new LiveLoops(stack.endpoints(), home, modelBytes);
        live.run("warm-up", 0, warmUp);
        Map<String, Duration> before = CpuTime.now(stack);
        LiveLoops.Result result = live.run("bench", 0, loops);
        Map<String, Double> cpu = CpuTime.perLoop(before, CpuTime.now(stack), loops);
        Floor floor = new Floor(stack.endpoints().broker(), result.meanRecordBytes());
        Distribution least = floor.measure(
                loops,
                stack.endpoints().jdbcUrl(),
                stack.endpoints().dbUser(),
                stack.endpoints().dbPassword());
        System.out.printf(
                Locale.ROOT, "%d loops, mean event %d bytes%n", result.total().count(), result.meanRecordBytes());
        System.out.printf("  %-26s %s%n", "evidence -> visible", result.total());
        result.stages().forEach((stage, times) -> System.out.printf("    %-24s %s%n", stage, times));
        System.out.printf("  %-26s %s%n", "floor: 5 hops, 1 commit", least);
        System.out.printf(
                Locale.ROOT,
                "  ratio to the floor         p50 %8.2f  p99 %8.2f%n",
                result.total().percentile(50) / least.percentile(50),
                result.total().percentile(99) / least.percentile(99));
        System.out.println("  processor time per loop, ms");
        cpu.forEach((process, ms) -> System.out.printf(Locale.ROOT, "    %-24s %8.1f%n", process, ms));
    }
}

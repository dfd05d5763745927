package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A home with many loops: how fast its history is carried over, how much memory that takes, and what one more costs. */
@Command(
        name = "history",
        mixinStandardHelpOptions = true,
        description = "Loops per second and peak memory for a whole history, and the time for one new loop afterwards.")
final class HistoryCommand implements Callable<Integer> {

    private static final int FIRST_LOOPS = 10;

    /** Counting a large table is work for the database that is measured, so it is not done all the time. */
    private static final Duration COUNT_AGAIN = Duration.ofMillis(100);

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "230,5000",
            description = "Loops (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Option(
            names = "--model-bytes",
            defaultValue = "262144",
            description = "Size of each weight (default: ${DEFAULT-VALUE}).")
    int modelBytes;

    @Option(
            names = "--new-loops",
            defaultValue = "50",
            description = "New loops afterwards (default: ${DEFAULT-VALUE}).")
    int newLoops;

    @Option(names = "--bundlers", defaultValue = "1", description = "Bundlers (default: ${DEFAULT-VALUE}).")
    int bundlers;

    @Mixin
    BenchStack benchStack;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            System.out.println("  loops  ready s  all there s  loops/s  peak MiB  new loop p50 ms  p99 ms");
            for (int size : sizes) {
                try (BenchFolder part = folder.part(Integer.toString(size))) {
                    measure(size, part);
                }
            }
        }
        return 0;
    }

    private void measure(int size, BenchFolder folder) throws Exception {
        SampleHome.builder(folder.home())
                .seedsLayoutLoops(size / 2)
                .registryLoops(size - size / 2)
                .modelBytes(modelBytes)
                .write();
        StackOptions options = benchStack.in(folder).bundlers(bundlers).build();
        Instant start = Instant.now();
        try (Memory memory = new Memory(folder.data());
                LocalStack stack = LocalStack.start(options);
                AistockRows rows = new AistockRows(stack.endpoints())) {
            Instant ready = Instant.now();
            Map<String, Duration> before = CpuTime.now(stack);
            Instant deadline = start.plus(Duration.ofHours(1));
            Instant firstThere = ready;
            int firstCount = rows.count();
            while (rows.count() < size) {
                AistockRows.pauseUntil(COUNT_AGAIN, deadline, "not all of " + size + " loops arrived");
                if (firstCount < FIRST_LOOPS) {
                    firstCount = rows.count();
                    firstThere = Instant.now();
                }
            }
            Instant allThere = Instant.now();
            Map<String, Double> cpu = CpuTime.perLoop(before, CpuTime.now(stack), size);
            LiveLoops.Result one =
                    new LiveLoops(stack.endpoints(), folder.home(), modelBytes).run("bench", newLoops / 2, newLoops);
            System.out.printf(
                    Locale.ROOT,
                    "%7d %8.1f %12.1f %8.1f %9d %16.1f %7.1f%n",
                    size,
                    seconds(start, ready),
                    seconds(start, allThere),
                    (size - firstCount) / seconds(firstThere, allThere),
                    memory.peakMebibytes(),
                    one.total().percentile(50),
                    one.total().percentile(99));
            System.out.println("        processor time per loop since READY, ms: " + CpuTime.line(cpu));
        }
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }
}

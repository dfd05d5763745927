package dev.loopline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The workspace watcher alone, on homes of several sizes: how fast it registers a history, what a look at the home costs
 * afterwards next to a plain look at the same folders, and what it takes when nothing happens.
 */
@Command(
        name = "scan",
        mixinStandardHelpOptions = true,
        description = "The watcher alone: loops registered per second, a scan next to a plain list-and-stat of the same"
                + " folders, processor time at rest.")
final class ScanCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    private static final int SCANS = 9;

    /** Homes with more loops have two files in each workspace. */
    private static final int LARGEST_SAMPLE = 10_000;

    private final ObjectMapper json = new ObjectMapper();

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "230,2000,5000,50000",
            description = "Loops, half of them in each layout; above 10000 with two files in each workspace"
                    + " (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Option(
            names = "--model-bytes",
            defaultValue = "1024",
            description = "Size of each weight (default: ${DEFAULT-VALUE}).")
    int modelBytes;

    @Option(
            names = "--rest",
            defaultValue = "30",
            description =
                    "Seconds for which the watcher is looked at while nothing happens (default: ${DEFAULT-VALUE}).")
    int restSeconds;

    @Mixin
    BenchStack benchStack;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            System.out.println(
                    "  loops  registered/s  scan ms  list+stat ms  ratio  full walk ms  at rest, % of a core  peak MiB");
            for (int size : sizes) {
                try (BenchFolder part = folder.part(Integer.toString(size))) {
                    measure(size, part);
                }
            }
        }
        return 0;
    }

    private void measure(int size, BenchFolder folder) throws Exception {
        if (size > LARGEST_SAMPLE) {
            new ThinHome(folder.home()).write(size);
        } else {
            SampleHome.builder(folder.home())
                    .seedsLayoutLoops(size / 2)
                    .registryLoops(size - size / 2)
                    .modelBytes(modelBytes)
                    .write();
        }
        StackOptions options = benchStack
                .in(folder)
                .services(EnumSet.of(Service.WORKSPACE_WATCHER))
                .build();
        try (LocalStack stack = LocalStack.start(options)) {
            URI status = URI.create(stack.endpoints().workspaceWatcherUrl() + "/api/status");
            Instant start = Instant.now();
            await(size, status, start);
            double seconds = Duration.between(start, Instant.now()).toMillis() / 1000.0;
            Distribution scans = scans(status);
            PlainLook plain = new PlainLook(folder.home());
            Distribution listing = plain.listAndStat(SCANS);
            System.out.printf(
                    Locale.ROOT,
                    "%7d %13.0f %8.1f %13.1f %6.1f %13.1f %21.2f %9d%n",
                    size,
                    size / seconds,
                    scans.percentile(50),
                    listing.percentile(50),
                    scans.percentile(50) / listing.percentile(50),
                    plain.walk().toNanos() / 1e6,
                    percentOfCoreAtRest(stack),
                    peakMebibytes(stack));
        }
    }

    private void await(int size, URI status, Instant start) throws IOException {
        boolean done = false;
        while (!done) {
            AistockRows.pauseUntil(LOOK_AGAIN, start.plus(PATIENCE), "not all of " + size + " loops were registered");
            JsonNode now = ask(status);
            done = now.path("loops").path("registered").asInt() >= size
                    && now.path("outbox_backlog").asLong() == 0;
        }
    }

    /** How long scans took, each seen once. */
    private Distribution scans(URI status) throws IOException {
        Distribution scans = new Distribution();
        String last = "";
        Instant deadline = Instant.now().plus(PATIENCE);
        while (scans.count() < SCANS) {
            JsonNode now = ask(status);
            String at = now.path("last_scan_at").asText();
            if (!at.equals(last)) {
                last = at;
                scans.add(Duration.ofMillis(now.path("last_scan_ms").asLong()));
            }
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "the watcher no longer scans");
        }
        return scans;
    }

    private JsonNode ask(URI status) throws IOException {
        try (InputStream answer = status.toURL().openStream()) {
            return json.readTree(answer);
        }
    }

    /** The most memory that the watcher had at once, as Linux counts it; 0 elsewhere. */
    private static long peakMebibytes(LocalStack stack) throws IOException {
        long process = stack.handle(Service.WORKSPACE_WATCHER.serviceName())
                .map(ProcessHandle::pid)
                .orElse(0L);
        Path status = Path.of("/proc", Long.toString(process), "status");
        if (!Files.isReadable(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst()
                .orElse(0);
    }

    private double percentOfCoreAtRest(LocalStack stack) {
        String watcher = Service.WORKSPACE_WATCHER.serviceName();
        Instant from = Instant.now();
        Duration before = CpuTime.now(stack).get(watcher);
        Instant until = from.plusSeconds(restSeconds);
        while (Instant.now().isBefore(until)) {
            AistockRows.pauseUntil(LOOK_AGAIN, until.plusSeconds(1), "time went by");
        }
        Duration took = CpuTime.now(stack).get(watcher).minus(before);
        return 100.0 * took.toNanos() / Duration.between(from, Instant.now()).toNanos();
    }
}

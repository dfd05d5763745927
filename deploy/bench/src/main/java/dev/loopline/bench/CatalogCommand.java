package dev.loopline.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The catalog service on topics of several sizes: what one more loop costs, a rebuild next to reading the topic without
 * any work, and the export. The events are those of a sample home, which the other services made, and copies of them under
 * other task runs, with other figures and other factors of their own.
 */
@Command(
        name = "catalog",
        mixinStandardHelpOptions = true,
        description = "The catalog service alone: one new loop, rebuild, export at several sizes.")
final class CatalogCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofHours(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);
    private static final int TEMPLATES = 30;
    private static final int WARM_UPS = 8;
    /** A small topic is read and rebuilt again, because a single time says little. */
    private static final double ENOUGH_SECONDS = 10;

    @Option(
            names = "--sizes",
            split = ",",
            defaultValue = "230,10000,100000",
            description = "Loops, rising (default: ${DEFAULT-VALUE}).")
    List<Integer> sizes;

    @Option(
            names = "--new-loops",
            defaultValue = "200",
            description = "Loops sent one after the other at each size (default: ${DEFAULT-VALUE}).")
    int newLoops;

    @Option(
            names = "--compression",
            defaultValue = "none",
            description = "Of the records that are sent in bulk: none, as the services send theirs, lz4 or zstd"
                    + " (default: ${DEFAULT-VALUE}).")
    String compression;

    @Mixin
    BenchStack benchStack;

    private final ServiceCalls calls = new ServiceCalls();

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            SampleHome.builder(folder.home())
                    .registryLoops(TEMPLATES)
                    .modelBytes(1024)
                    .write();
            StackOptions options = benchStack
                    .in(folder)
                    .services(EnumSet.complementOf(EnumSet.of(Service.AISTOCK_IMPORTER)))
                    // The files are written when the benchmark asks for it, so that each figure is of one thing.
                    .environment(Service.CATALOG_SERVICE, "LOOPLINE_CATALOG_WINDOW", "10h")
                    .build();
            try (LocalStack stack = LocalStack.start(options)) {
                measure(stack);
            }
        }
        return 0;
    }

    private void measure(LocalStack stack) throws IOException, InterruptedException {
        String catalogs = stack.endpoints().catalogServiceUrl();
        awaitSampleHome(catalogs);
        try (BundleTopic topic = new BundleTopic(stack.endpoints().broker(), compression)) {
            LoopCopies copies = new LoopCopies(topic.events());
            for (Service other :
                    EnumSet.of(Service.WORKSPACE_WATCHER, Service.BACKFILL_SERVICE, Service.BUNDLE_SERVICE)) {
                stack.stop(other.serviceName());
            }
            System.out.println(
                    "   loops  new loop: ms  cpu ms  to topic p50 ms  taken in/s  bare read/s  rebuild/s  ratio"
                            + "  in all s  export s     MB  heap MiB  record KB");
            List<Double> newLoopMillis = new ArrayList<>();
            for (int size : sizes) {
                newLoopMillis.add(measure(stack, topic, copies, size));
            }
            System.out.printf(
                    Locale.ROOT,
                    "A new loop costs %.2f times as much at the largest size as at the smallest.%n",
                    newLoopMillis.get(newLoopMillis.size() - 1) / newLoopMillis.get(0));
        }
    }

    /** @return what a new loop costs, in milliseconds */
    private double measure(LocalStack stack, BundleTopic topic, LoopCopies copies, int size)
            throws IOException, InterruptedException {
        String catalogs = stack.endpoints().catalogServiceUrl();
        long before = loops(catalogs);
        long begun = System.nanoTime();
        topic.publish(copies, (int) Math.max(0, size - newLoops - before));
        awaitLoops(catalogs, topic.distinct());
        double takenIn = (loops(catalogs) - before) / ((System.nanoTime() - begun) / 1e9);
        awaitPublished(catalogs);
        if (sizes.indexOf(size) == 0) {
            warmUp(catalogs);
        }
        NewLoops one = new NewLoops(stack, topic, copies).measure(newLoops);
        ServiceMetrics metrics = new ServiceMetrics(catalogs);
        Rounds rounds = new Rounds();
        do {
            rounds.add(topic.readBare(), rebuild(catalogs, metrics));
        } while (rounds.seconds() < ENOUGH_SECONDS);
        JsonNode export = calls.post(catalogs + "/api/catalogs/export", "").path("catalogs");
        double exportSeconds = calls.get(catalogs + "/api/status")
                        .path("export")
                        .path("last_ms")
                        .asLong()
                / 1000.0;
        long bytes = 0;
        for (JsonNode file : export) {
            bytes += file.path("size_bytes").asLong();
        }
        System.out.printf(
                Locale.ROOT,
                "%8d %13.2f %7.2f %16.1f %11.0f %12.0f %10.0f %6.2f %9.1f %9.2f %6.0f %9d %10.1f%n",
                loops(catalogs),
                one.handlingMillis(),
                one.processorMillis(),
                one.toTopic().percentile(50),
                takenIn,
                rounds.bare(),
                rounds.rebuilt(),
                rounds.rebuilt() / rounds.bare(),
                rounds.inAll(),
                exportSeconds,
                bytes / 1e6,
                metrics.peakHeapMebibytes(),
                rounds.meanKilobytes());
        return one.handlingMillis();
    }

    private void awaitPublished(String catalogs) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (calls.get(catalogs + "/api/status").path("unpublished").asLong() > 0) {
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "not all loops are announced");
        }
    }

    /** The first loops would pay for a compiler that does not know the code yet. */
    private void warmUp(String catalogs) throws IOException, InterruptedException {
        for (int i = 0; i < WARM_UPS; i++) {
            rebuild(catalogs, new ServiceMetrics(catalogs));
            calls.post(catalogs + "/api/catalogs/announce", "{}");
            awaitPublished(catalogs);
        }
    }

    private JsonNode rebuild(String catalogs, ServiceMetrics metrics) throws IOException, InterruptedException {
        JsonNode state = calls.post(catalogs + "/api/rebuilds", "{}");
        Instant deadline = Instant.now().plus(PATIENCE);
        while (!state.path("phase").asText().equals("DONE")) {
            if (state.path("phase").asText().equals("FAILED")) {
                throw new IllegalStateException(
                        "the rebuild failed: " + state.path("failure").asText());
            }
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "the rebuild does not end");
            metrics.sample();
            state = calls.get(catalogs + "/api/rebuilds");
        }
        return state;
    }

    private long loops(String catalogs) throws IOException, InterruptedException {
        return calls.get(catalogs + "/api/status").path("loops").asLong();
    }

    /** The sample home has come through when the number no longer rises. */
    private void awaitSampleHome(String catalogs) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        long last = -1;
        int unchanged = 0;
        while (unchanged < 20) {
            long now = loops(catalogs);
            unchanged = now > 0 && now == last ? unchanged + 1 : 0;
            last = now;
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "the sample home does not come through");
        }
    }

    private void awaitLoops(String catalogs, long wanted) throws IOException, InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (loops(catalogs) < wanted) {
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "not all loops were taken in");
        }
    }
}

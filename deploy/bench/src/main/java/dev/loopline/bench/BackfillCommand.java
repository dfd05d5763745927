package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.SampleHomeBuilder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
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

    @Option(
            names = "--libraries",
            description =
                    "Has the code libraries written as well; then Python compiles and imports them, and everything is"
                            + " backfilled once more, which must not change a byte of them.")
    boolean libraries;

    @Mixin
    ServiceFlags flags;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            SampleHomeBuilder home =
                    SampleHome.builder(folder.home()).registryLoops(loops).modelBytes(modelBytes);
            (libraries ? home.env(CodeLibraryCheck.env(folder.home())) : home).write();
            Duration reading = new PlainLook(folder.home()).readAndHash();
            StackOptions options = flags.addTo(StackOptions.builder(repository, folder.home(), folder.data()))
                    .freePorts()
                    .services(EnumSet.of(Service.WORKSPACE_WATCHER, Service.BACKFILL_SERVICE))
                    .build();
            CodeLibraryCheck check = libraries ? new CodeLibraryCheck(folder.home()) : null;
            try (LocalStack stack = LocalStack.start(options)) {
                report(stack, reading);
                if (check != null) {
                    check(stack, check, folder.data());
                }
            }
        }
        return 0;
    }

    private void check(LocalStack stack, CodeLibraryCheck check, Path data) throws Exception {
        String before = check.state();
        check.compileAndImport(data.resolve("pycache"));
        HttpRequest again = HttpRequest.newBuilder(
                        URI.create(stack.endpoints().workspaceWatcherUrl() + "/api/backfills"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"all_task_runs\": true, \"overwrite_json\": true}"))
                .build();
        int answer = HttpClient.newHttpClient()
                .send(again, HttpResponse.BodyHandlers.discarding())
                .statusCode();
        await(stack, 2 * loops);
        String after = check.state();
        System.out.printf(
                "code libraries: %s; a second backfill (answer %d) %s%n",
                before, answer, before.equals(after) ? "changed no byte" : "CHANGED THEM: " + after);
    }

    private static ServiceMetrics metrics(LocalStack stack) {
        return new ServiceMetrics(stack.endpoints().backfillServiceUrl());
    }

    private static void await(LocalStack stack, int handled) throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (metrics(stack).sum(LOOPS, "") < handled) {
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "not all loops were backfilled");
        }
    }

    private void report(LocalStack stack, Duration reading) throws IOException {
        ServiceMetrics metrics = metrics(stack);
        String service = Service.BACKFILL_SERVICE.serviceName();
        Map<String, Duration> before = CpuTime.now(stack);
        double handledBefore = metrics.sum(LOOPS, "");
        await(stack, loops);
        double processor = CpuTime.perLoop(before, CpuTime.now(stack), Math.max(1, Math.round(loops - handledBefore)))
                .getOrDefault(service, 0.0);
        double perLoop = 1000 * metrics.sum(SECONDS, "") / metrics.sum(LOOPS, "");
        double baseline = reading.toNanos() / 1e6 / loops;
        System.out.printf(
                Locale.ROOT,
                "%d loops: %.2f ms to backfill one, %.2f ms to read and hash its files, ratio %.1f; processor time of the"
                        + " service %.2f ms for each%n",
                loops,
                perLoop,
                baseline,
                perLoop / baseline,
                processor);
    }
}

package dev.loopline.bench;

import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.samples.SampleHome;
import dev.loopline.samples.SampleHomeBuilder;
import dev.loopline.samples.WrittenHome;
import dev.loopline.samples.WrittenLoop;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
    private static final int ALONE = 50;
    private static final String LOOPS = "loopline_events_handled_total";
    private static final String SECONDS = "loopline_events_handling_seconds_sum";

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
    BenchStack benchStack;

    @Override
    public Integer call() throws Exception {
        try (BenchFolder folder = new BenchFolder()) {
            SampleHomeBuilder home =
                    SampleHome.builder(folder.home()).registryLoops(loops).modelBytes(modelBytes);
            WrittenHome written = (libraries ? home.env(CodeLibraryCheck.env(folder.home())) : home).write();
            Duration reading = new PlainLook(folder.home()).readAndHash();
            StackOptions options = benchStack
                    .in(folder)
                    .services(EnumSet.of(Service.WORKSPACE_WATCHER, Service.BACKFILL_SERVICE))
                    .build();
            CodeLibraryCheck check = libraries ? new CodeLibraryCheck(folder.home()) : null;
            try (LocalStack stack = LocalStack.start(options)) {
                Counted start = counted(stack);
                Counted first = await(stack, loops);
                report("as the history comes in", start, first, reading);
                String before = check == null ? "" : check.state();
                if (check != null) {
                    check.compileAndImport(folder.data().resolve("pycache"));
                }
                request(stack, "{\"all_task_runs\": true, \"overwrite_json\": " + libraries + "}");
                Counted second = await(stack, 2 * loops);
                report("once more, warm", first, second, reading);
                report("one at a time", second, oneAtATime(stack, written, 2 * loops), reading);
                if (check != null) {
                    String after = check.state();
                    System.out.printf(
                            "code libraries: %s; the second backfill %s%n",
                            before, before.equals(after) ? "changed no byte" : "CHANGED THEM: " + after);
                }
            }
        }
        return 0;
    }

    /** What the service has done since it started: loops, seconds spent on them, processor time of its process. */
    private record Counted(double loops, double seconds, Duration processor) {}

    private static Counted counted(LocalStack stack) throws IOException {
        ServiceMetrics metrics = new ServiceMetrics(stack.endpoints().backfillServiceUrl());
        Duration processor = CpuTime.now(stack).getOrDefault(Service.BACKFILL_SERVICE.serviceName(), Duration.ZERO);
        return new Counted(metrics.sum(LOOPS, ""), metrics.sum(SECONDS, ""), processor);
    }

    private static Counted await(LocalStack stack, int handled) throws IOException {
        Instant deadline = Instant.now().plus(PATIENCE);
        Counted now = counted(stack);
        while (now.loops() < handled) {
            AistockRows.pauseUntil(LOOK_AGAIN, deadline, "not all loops were backfilled");
            now = counted(stack);
        }
        return now;
    }

    /** Nothing else runs meanwhile, as when a loop ends in a home at rest. */
    private static Counted oneAtATime(LocalStack stack, WrittenHome home, int handledBefore)
            throws IOException, InterruptedException {
        int handled = handledBefore;
        for (WrittenLoop loop : home.finished().stream().limit(ALONE).toList()) {
            request(stack, "{\"task_run_id\": \"%s\", \"loop_id\": %d}".formatted(loop.taskRunId(), loop.loopId()));
            handled++;
            await(stack, handled);
        }
        return counted(stack);
    }

    private static void request(LocalStack stack, String wish) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(stack.endpoints().workspaceWatcherUrl() + "/api/backfills"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(wish))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() >= 300) {
            throw new IOException("the backfill was refused: " + answer.statusCode() + " " + answer.body());
        }
    }

    private void report(String pass, Counted before, Counted after, Duration reading) {
        double handled = after.loops() - before.loops();
        double perLoop = 1000 * (after.seconds() - before.seconds()) / handled;
        double processor = after.processor().minus(before.processor()).toNanos() / 1e6 / handled;
        double baseline = reading.toNanos() / 1e6 / loops;
        System.out.printf(
                Locale.ROOT,
                "%s: %.0f loops, %.2f ms to backfill one, %.2f ms to read and hash its files, ratio %.1f; processor time"
                        + " of the service %.2f ms for each%n",
                pass,
                handled,
                perLoop,
                baseline,
                perLoop / baseline,
                processor);
    }
}

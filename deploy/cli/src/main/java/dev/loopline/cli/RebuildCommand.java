package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.http.PatientCalls;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.progress.Bar;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rebuild}: the catalogs are what the topic says. */
@Command(name = "rebuild", mixinStandardHelpOptions = true)
final class RebuildCommand implements Callable<Integer> {

    private static final int BAD_REQUEST = 400;

    /** A service that crashed is started again within seconds, and goes on with the rebuild. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Mixin
    private LoopScope scope = new LoopScope();

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Option(names = "--accept-loss")
    private boolean acceptLoss;

    @Option(names = "--no-wait")
    private boolean noWait;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        scope.check();
        String catalogs = data.running().catalogServiceUrl();
        PrintWriter out = spec.commandLine().getOut();
        Terminal terminal = new Terminal(json ? new PrintWriter(Writer.nullWriter()) : out);
        PatientCalls calls = new PatientCalls(Texts.text("name.catalogs"), PATIENCE, BETWEEN_LOOKS, terminal::progress);
        try {
            JsonNode state = calls.post(catalogs + "/api/rebuilds", body());
            String id = state.path("id").asText();
            while (!noWait && state.path("ended_at").isNull()) {
                terminal.progress(progress(state));
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
                state = calls.get(catalogs + "/api/rebuilds/" + id);
            }
            print(state, terminal);
            boolean done = noWait || state.path("phase").asText().equals("DONE");
            if (done && !noWait && !dryRun) {
                awaitPublished(catalogs, calls, terminal);
            }
            if (json) {
                out.println(state.toPrettyString());
            }
            return done ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (RefusedException e) {
            throw e.status() == BAD_REQUEST
                    ? new IllegalArgumentException(Texts.text("rebuild.wrong", e.getMessage()), e)
                    : new CommandException(Texts.text("rebuild.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("rebuild.silent", e.getMessage()), e);
        }
    }

    private String body() {
        ObjectNode body = Json.mapper().createObjectNode();
        // Sent again without an answer, it stays one request.
        body.put("request_id", UUID.randomUUID().toString());
        body.put("dry_run", dryRun);
        body.put("accept_loss", acceptLoss);
        scope.addTo(body);
        return body.toString();
    }

    static String progress(JsonNode state) {
        long read = state.path("records_read").asLong();
        long total = state.path("records_total").asLong();
        return state.path("phase").asText().equals("READING")
                ? Bar.line(read, total, Texts.text("bar.records"))
                        + Bar.rest(total - read, state.path("per_second").asDouble())
                : Texts.text("rebuild.comparing", total);
    }

    private void print(JsonNode state, Terminal terminal) {
        if (noWait) {
            terminal.done(Texts.text("rebuild.running", state.path("id").asText()));
            return;
        }
        switch (state.path("phase").asText()) {
            case "DONE" -> {
                terminal.done(Texts.text(
                        "rebuild.read",
                        state.path("records_here").asLong(),
                        state.path("read_millis").asLong() / 1000.0,
                        state.path("per_second").asDouble()));
                difference(state.path("difference"), terminal);
            }
            case "FAILED" ->
                terminal.done(Texts.text(
                        "rebuild.failed", state.path("failure").asText().replace("accept_loss", "--accept-loss")));
            default -> terminal.done(Texts.text("rebuild.stopped"));
        }
    }

    private void difference(JsonNode difference, Terminal terminal) {
        String beginning = dryRun ? "rebuild.would." : "rebuild.done.";
        for (String what : new String[] {"added", "changed", "withdrawn", "lost"}) {
            JsonNode loops = difference.path(what);
            long count = loops.path("count").asLong();
            if (count > 0) {
                terminal.line(Texts.text(beginning + what, count));
                loops.path("first")
                        .forEach(loop ->
                                terminal.line("  " + loop.path("task_run_id").asText() + "/"
                                        + loop.path("loop_id").asInt()));
                long more = count - loops.path("first").size();
                if (more > 0) {
                    terminal.line("  " + Texts.text("and.more", more));
                }
            }
        }
        terminal.line(Texts.text("rebuild.loops", difference.path("loops").asLong()));
    }

    private static void awaitPublished(String catalogs, PatientCalls calls, Terminal terminal)
            throws IOException, InterruptedException {
        long left = unpublished(catalogs, calls);
        while (left > 0) {
            terminal.progress(Texts.text("rebuild.publishing", left));
            TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            left = unpublished(catalogs, calls);
        }
        terminal.done(Texts.text("rebuild.published"));
    }

    private static long unpublished(String catalogs, PatientCalls calls) throws IOException, InterruptedException {
        return calls.get(catalogs + "/api/status").path("unpublished").asLong();
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backfill}: loops go through everything once more. */
@Command(
        name = "backfill",
        mixinStandardHelpOptions = true,
        description = "Sends loops through the whole chain once more and shows how far they are.")
final class BackfillCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--mode", defaultValue = "backfill", description = "backfill, solidify-all or materialize-pending.")
    private String mode = "backfill";

    @Option(
            names = {"--task-run-id", "--task_run_id"},
            paramLabel = "ID",
            description = "Only this task run.")
    private @Nullable String taskRunId;

    @Option(
            names = {"--loop-id", "--loop_id"},
            paramLabel = "N",
            description = "Only this loop of it.")
    private @Nullable Integer loopId;

    @Option(
            names = "--start-date",
            paramLabel = "DAY",
            description = "Only loops that finished on YYYY-MM-DD or later.")
    private @Nullable String startDate;

    @Option(
            names = "--end-date",
            paramLabel = "DAY",
            description = "Only loops that finished on YYYY-MM-DD or earlier.")
    private @Nullable String endDate;

    @Option(
            names = {"--all-task-runs", "--all"},
            description = "All task runs.")
    private boolean allTaskRuns;

    @Option(names = "--only-experiment-workspace", description = "Accepted; metadata only goes there anyway.")
    private boolean onlyExperimentWorkspace;

    @Option(names = "--overwrite-json", description = "Write existing metadata files anew.")
    private boolean overwriteJson;

    @Option(names = "--dry-run", description = "Only say which loops are meant.")
    private boolean dryRun;

    @Override
    public Integer call() throws InterruptedException {
        Endpoints endpoints = data.running();
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        String url = endpoints.workspaceWatcherUrl() + "/api/backfills";
        ServiceCalls calls = new ServiceCalls();
        try {
            JsonNode accepted = calls.post(url, body().toString());
            accepted.path("notes").forEach(note -> terminal.line("Note: " + note.asText()));
            if (dryRun) {
                terminal.line(accepted.path("selected").asInt() + " loops would be backfilled:");
                accepted.path("loops").forEach(loop -> terminal.line("  " + loop.asText()));
                return ExitCode.OK;
            }
            return follow(url + "/" + accepted.path("request_id").asText(), calls, terminal);
        } catch (IOException e) {
            throw new CommandException("The backfill failed: " + e.getMessage() + ".", e);
        }
    }

    private ObjectNode body() {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("mode", mode);
        body.put("task_run_id", taskRunId);
        body.put("loop_id", loopId);
        body.put("start_date", startDate);
        body.put("end_date", endDate);
        body.put("all_task_runs", allTaskRuns);
        body.put("only_experiment_workspace", onlyExperimentWorkspace);
        body.put("overwrite_json", overwriteJson);
        body.put("dry_run", dryRun);
        return body;
    }

    private static int follow(String url, ServiceCalls calls, Terminal terminal)
            throws IOException, InterruptedException {
        JsonNode progress = calls.get(url);
        while (!progress.path("done").asBoolean()) {
            terminal.progress(line(progress));
            TimeUnit.MILLISECONDS.sleep(500);
            progress = calls.get(url);
        }
        terminal.done(line(progress));
        return progress.path("failed").asLong() == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String line(JsonNode progress) {
        return "Backfill of " + progress.path("total") + " loops: backfilled " + progress.path("backfilled")
                + ", bundled "
                + progress.path("bundled") + ", in AIstock " + progress.path("imported") + ", without result "
                + progress.path("without_result") + ", failed " + progress.path("failed");
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.backfill.BackfillClient;
import dev.loopline.cli.backfill.GuideLines;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backfill}: loops go through everything once more. */
@Command(name = "backfill", mixinStandardHelpOptions = true)
final class BackfillCommand implements Callable<Integer> {

    private static final int BAD_REQUEST = 400;
    private static final int MOST_SHOWN = 20;

    /** A watcher that crashed is started again within seconds. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Option(names = "--mode", defaultValue = "backfill")
    private String mode = "backfill";

    @Option(
            names = {"--task-run-id", "--task_run_id"},
            paramLabel = "ID")
    private @Nullable String taskRunId;

    @Option(
            names = {"--loop-id", "--loop_id"},
            paramLabel = "N")
    private @Nullable Integer loopId;

    @Option(names = "--start-date", paramLabel = "DAY")
    private @Nullable String startDate;

    @Option(names = "--end-date", paramLabel = "DAY")
    private @Nullable String endDate;

    @Option(names = {"--all-task-runs", "--all"})
    private boolean allTaskRuns;

    @Option(names = "--only-experiment-workspace")
    private boolean onlyExperimentWorkspace;

    @Option(names = "--overwrite-json")
    private boolean overwriteJson;

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Option(names = "--no-wait")
    private boolean noWait;

    @Option(names = "--resume", paramLabel = "ID")
    private @Nullable String resume;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        Endpoints endpoints = data.running();
        check();
        PrintWriter out = spec.commandLine().getOut();
        Terminal terminal = new Terminal(json ? new PrintWriter(Writer.nullWriter()) : out);
        BackfillClient client = new BackfillClient(
                endpoints.workspaceWatcherUrl(),
                PATIENCE,
                BETWEEN_LOOKS,
                terminal::progress,
                loop -> GuideLines.of(loop).forEach(terminal::line));
        ObjectNode outcome = Json.mapper().createObjectNode();
        int code = run(client, terminal, outcome);
        if (json) {
            out.println(outcome.toPrettyString());
        }
        return code;
    }

    private int run(BackfillClient client, Terminal terminal, ObjectNode outcome) throws InterruptedException {
        String id = resume == null ? UUID.randomUUID().toString() : resume;
        outcome.put("request_id", dryRun ? null : id);
        try {
            if (!dryRun) {
                terminal.line(GuideLines.BEGIN);
            }
            if (resume == null) {
                JsonNode accepted = client.request(body(id));
                outcome.set("accepted", accepted);
                print(accepted, terminal);
                if (dryRun || accepted.path("selected").asLong() == 0) {
                    return nothingIsLeft(accepted) ? ExitCode.OK : ExitCode.SOFTWARE;
                }
                terminal.line(Texts.text("backfill.request", id));
            }
            return noWait ? ExitCode.OK : follow(id, client, terminal, outcome);
        } catch (RefusedException e) {
            throw e.status() == BAD_REQUEST
                    ? new IllegalArgumentException(Texts.text("backfill.wrong", e.getMessage()), e)
                    : new CommandException(Texts.text("backfill.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("backfill.silent", e.getMessage(), id), e);
        }
    }

    /** Where a dry run or an empty request is a success: loops are meant, or there is nothing left to do for them. */
    private boolean nothingIsLeft(JsonNode accepted) {
        return accepted.path("selected").asLong() > 0
                || (!mode.equals("backfill") && accepted.path("skipped").asLong() > 0);
    }

    private void print(JsonNode accepted, Terminal terminal) {
        long selected = accepted.path("selected").asLong();
        long skipped = accepted.path("skipped").asLong();
        if (selected == 0) {
            terminal.line(skipped == 0 ? Texts.text("backfill.none") : Texts.text("backfill.none.skipped", skipped));
        } else if (dryRun) {
            terminal.line(Texts.text("backfill.would", selected));
            accepted.path("loops").forEach(loop -> terminal.line("  " + loop.asText()));
        }
        if (dryRun && selected > 0 && skipped > 0) {
            terminal.line(Texts.text("backfill.skipped", skipped));
        }
        if (dryRun || selected == 0) {
            accepted.path("skipped_loops")
                    .forEach(loop -> terminal.line("  "
                            + Texts.text(
                                    "status.reason",
                                    loop.path("loop").asText(),
                                    loop.path("reason").asText())));
        }
    }

    private int follow(String id, BackfillClient client, Terminal terminal, ObjectNode outcome)
            throws IOException, InterruptedException {
        JsonNode end = client.follow(id);
        terminal.done(BackfillClient.summary(end));
        outcome.set("progress", end);
        for (String state : List.of("failed", "skipped")) {
            List<JsonNode> loops = end.path(state).asLong() == 0 ? List.of() : client.loops(id, state);
            outcome.putArray(state).addAll(loops);
            loops.stream()
                    .limit(MOST_SHOWN)
                    .forEach(loop -> terminal.line("  "
                            + Texts.text(
                                    "backfill.state." + state,
                                    loop.path("task_run_id").asText() + "/"
                                            + loop.path("loop_id").asInt(),
                                    loop.path("reason").asText())));
            if (loops.size() > MOST_SHOWN) {
                terminal.line("  " + Texts.text("backfill.more." + state, loops.size() - MOST_SHOWN));
            }
        }
        if (end.path("failed").asLong() > 0) {
            return ExitCode.SOFTWARE;
        }
        if (mode.equals("solidify-all")) {
            terminal.line(GuideLines.BUNDLES_END);
        }
        terminal.line(GuideLines.END);
        return ExitCode.OK;
    }

    /** Refuses what contradicts itself in the words of the command line; the watcher checks everything again. */
    private void check() {
        boolean selects = taskRunId != null || loopId != null || allTaskRuns || startDate != null || endDate != null;
        String contradiction = null;
        if (resume != null && (selects || dryRun || noWait || overwriteJson)) {
            contradiction = Texts.text("backfill.resume");
        } else if (taskRunId != null && allTaskRuns) {
            contradiction = Texts.text("backfill.either");
        } else if (loopId != null && taskRunId == null) {
            contradiction = Texts.text("scope.loop");
        } else if (resume == null
                && taskRunId == null
                && !allTaskRuns
                && !mode.equals("materialize-pending")
                && !hasDates()) {
            contradiction = Texts.text("backfill.which");
        } else if (dryRun && noWait) {
            contradiction = Texts.text("backfill.dry");
        }
        if (contradiction != null) {
            throw new IllegalArgumentException(contradiction);
        }
    }

    private boolean hasDates() {
        return startDate != null || endDate != null;
    }

    private ObjectNode body(String id) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("request_id", id);
        body.put("mode", mode);
        body.put("task_run_id", taskRunId);
        body.put("loop_id", loopId);
        body.put("start_date", startDate);
        body.put("end_date", endDate);
        // The guide gives days without saying that all task runs are meant.
        body.put("all_task_runs", allTaskRuns || (taskRunId == null && hasDates()));
        body.put("only_experiment_workspace", onlyExperimentWorkspace);
        body.put("overwrite_json", overwriteJson);
        body.put("dry_run", dryRun);
        return body;
    }
}

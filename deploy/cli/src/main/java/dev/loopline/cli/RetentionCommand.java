package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code retention}: what becomes of the archives of withdrawn loops. */
@Command(name = "retention", mixinStandardHelpOptions = true)
final class RetentionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--remove")
    private boolean remove;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        String url = data.running().bundleServiceUrl() + "/api/retention";
        ServiceCalls calls = new ServiceCalls();
        try {
            JsonNode report = remove ? calls.post(url, "") : calls.get(url);
            if (json) {
                spec.commandLine().getOut().println(report);
            } else {
                print(report);
            }
            return ExitCode.OK;
        } catch (RefusedException e) {
            throw new CommandException("No archive was removed: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new CommandException("The bundle service does not answer: " + e.getMessage() + ".", e);
        }
    }

    private void print(JsonNode report) {
        PrintWriter out = spec.commandLine().getOut();
        int going = 0;
        for (JsonNode archive : report.path("archives")) {
            boolean goes = archive.path("fate").asText().equals("GOES");
            going += goes ? 1 : 0;
            out.printf(
                    Locale.ROOT,
                    "%-11s %s  %.1f MiB, withdrawn %s: %s%n",
                    archive.path("fate").asText().toLowerCase(Locale.ROOT).replace('_', ' '),
                    archive.path("id").asText(),
                    mebibytes(archive.path("size_bytes")),
                    archive.path("withdrawn_since").asText(),
                    archive.path("reason").asText());
        }
        out.printf(
                Locale.ROOT,
                "%d %s, %.1f MiB; archives of withdrawn loops are kept %s.%n",
                going,
                remove ? "removed" : "would go now",
                mebibytes(report.path("bytes")),
                report.path("period").isNull() ? "for ever" : "for " + period(report.path("period")));
    }

    private static String period(JsonNode period) {
        Duration kept = Duration.parse(period.asText());
        return kept.equals(Duration.ofDays(kept.toDays())) ? kept.toDays() + " days" : kept.toString();
    }

    private static double mebibytes(JsonNode bytes) {
        return bytes.asLong() / (double) (1 << 20);
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
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

    /** Width of the first column. */
    private static final int WORDS = 11;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

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
            throw new CommandException(Texts.text("retention.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("bundle.silent", e.getMessage()), e);
        }
    }

    private void print(JsonNode report) {
        PrintWriter out = spec.commandLine().getOut();
        int going = 0;
        for (JsonNode archive : report.path("archives")) {
            boolean goes = archive.path("fate").asText().equals("GOES");
            going += goes ? 1 : 0;
            out.println(Columns.padded(word(archive.path("fate").asText()), WORDS) + " "
                    + Texts.text(
                            "retention.archive",
                            archive.path("id").asText(),
                            mebibytes(archive.path("size_bytes")),
                            Texts.time(archive.path("withdrawn_since").asText()),
                            archive.path("reason").asText()));
        }
        String key = remove ? "retention.removed" : "retention.would";
        out.println(Texts.text(key, going, mebibytes(report.path("bytes")), period(report.path("period"))));
    }

    /** A fate that this command does not know is shown as the bundle service says it. */
    private static String word(String fate) {
        return switch (fate) {
            case "GOES" -> Texts.text("retention.goes");
            case "WAITS" -> Texts.text("retention.waits");
            case "REFERRED_TO" -> Texts.text("retention.referred");
            case "KEPT" -> Texts.text("retention.kept");
            default -> fate.toLowerCase(Locale.ROOT).replace('_', ' ');
        };
    }

    private static String period(JsonNode period) {
        if (period.isNull()) {
            return Texts.text("retention.ever");
        }
        Duration kept = Duration.parse(period.asText());
        return kept.equals(Duration.ofDays(kept.toDays()))
                ? Texts.text("retention.days", kept.toDays())
                : Texts.text("retention.time", kept);
    }

    private static double mebibytes(JsonNode bytes) {
        return bytes.asLong() / (double) (1 << 20);
    }
}

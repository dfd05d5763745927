package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code adopt}: folders with results that nothing ties to a loop become loops of their own. */
@Command(name = "adopt", mixinStandardHelpOptions = true)
final class AdoptCommand implements Callable<Integer> {

    /** Width of the first column. */
    private static final int WORDS = 15;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Option(names = "--dry-run")
    private boolean dryRun;

    @Option(names = "--json")
    private boolean json;

    @Parameters(paramLabel = "FOLDER", arity = "0..*", descriptionKey = "folder")
    private List<String> folders = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        try {
            JsonNode results =
                    new ServiceCalls().post(data.running().workspaceWatcherUrl() + "/api/adoptions", body().toString());
            if (json) {
                spec.commandLine().getOut().println(results.toPrettyString());
            } else {
                print(results);
            }
            return exitCode(results);
        } catch (RefusedException e) {
            throw new CommandException(Texts.text("adopt.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("watcher.silent", e.getMessage()), e);
        }
    }

    private ObjectNode body() {
        ObjectNode body = Json.mapper().createObjectNode();
        ArrayNode named = body.putArray("folders");
        folders.stream().map(AdoptCommand::absolute).forEach(named::add);
        body.put("dry_run", dryRun);
        return body;
    }

    /** A folder that is there from where the command runs; else the watcher finds it in the home. */
    private static String absolute(String text) {
        try {
            Path folder = Path.of(text).toAbsolutePath().normalize();
            return !text.isBlank() && Files.exists(folder, LinkOption.NOFOLLOW_LINKS) ? folder.toString() : text;
        } catch (InvalidPathException e) {
            return text;
        }
    }

    private void print(JsonNode results) {
        PrintWriter out = spec.commandLine().getOut();
        for (JsonNode one : results) {
            String what = one.path("result").asText();
            String reason = one.path("reason").asText("");
            String beginning = Columns.padded(word(what), WORDS) + " ";
            String folder = one.path("folder").asText();
            out.println(
                    what.equals("refused")
                            ? beginning + Texts.text("adopt.because", folder, reason)
                            : beginning
                                    + Texts.text(
                                            "adopt.as", folder, one.path("loop").asText()));
        }
        if (results.isEmpty()) {
            out.println(Texts.text("adopt.nothing"));
        } else if (count(results, "adopted") > 0 && !dryRun) {
            out.println(Texts.text("adopt.done", count(results, "adopted")));
        }
    }

    /** A result that this command does not know is shown as the watcher says it. */
    private String word(String what) {
        return switch (what) {
            case "adopted" -> Texts.text(dryRun ? "adopt.would" : "adopt.adopted");
            case "already_adopted" -> Texts.text("adopt.already");
            case "refused" -> Texts.text("adopt.refusal");
            default -> what.replace('_', ' ');
        };
    }

    private int exitCode(JsonNode results) {
        boolean somethingDone = count(results, "adopted") > 0 && count(results, "refused") == 0;
        return dryRun || somethingDone ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static long count(JsonNode results, String word) {
        long count = 0;
        for (JsonNode one : results) {
            count += one.path("result").asText().equals(word) ? 1 : 0;
        }
        return count;
    }
}

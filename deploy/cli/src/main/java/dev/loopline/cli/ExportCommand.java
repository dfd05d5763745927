package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: the catalog files are written now. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description =
                "Writes the catalog files now. They are written by themselves after every change; this is for those who"
                        + " want to see it.")
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Parameters(
            arity = "0..1",
            defaultValue = "all",
            paramLabel = "CATALOG",
            description = "factor, model, strategy, loop or all (default: ${DEFAULT-VALUE}).")
    private String catalog = "all";

    @Option(
            names = "--accept-loss",
            description = "Also replace files that hold loops of which the catalogs know nothing.")
    private boolean acceptLoss;

    @Override
    public Integer call() throws InterruptedException {
        if (!catalog.matches("(factor|model|loop)s?|strategy|strategies|all")) {
            throw new IllegalArgumentException(
                    "'" + catalog + "' is no catalog; there are factor, model, strategy, loop and all.");
        }
        PrintWriter out = spec.commandLine().getOut();
        String url = data.running().catalogServiceUrl() + "/api/catalogs/export?kind=" + catalog
                + (acceptLoss ? "&accept_loss=true" : "");
        try {
            JsonNode answer = new ServiceCalls().post(url, "");
            answer.path("lines").forEach(line -> out.println(line.asText()));
            return ExitCode.OK;
        } catch (RefusedException e) {
            throw new CommandException("The catalogs were not exported: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw new CommandException("The catalog service does not answer: " + e.getMessage() + ".", e);
        }
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code export}: the catalog files are written now. */
@Command(name = "export", mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {

    private static final String OUTPUT = "Output: ";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Parameters(arity = "0..1", defaultValue = "all", paramLabel = "CATALOG", descriptionKey = "catalog")
    private String catalog = "all";

    @Option(names = "--output", paramLabel = "FILE")
    private @Nullable Path output;

    @Option(names = "--accept-loss")
    private boolean acceptLoss;

    @Override
    public Integer call() throws InterruptedException {
        if (!catalog.matches("(factor|model|loop)s?|strategy|strategies|all")) {
            throw new IllegalArgumentException(Texts.text("export.unknown", catalog));
        }
        if (output != null && catalog.equals("all")) {
            throw new IllegalArgumentException(Texts.text("export.output"));
        }
        String catalogs = data.running().catalogServiceUrl() + "/api/catalogs/";
        ServiceCalls calls = new ServiceCalls();
        try {
            JsonNode answer =
                    calls.post(catalogs + "export?kind=" + catalog + (acceptLoss ? "&accept_loss=true" : ""), "");
            if (output != null) {
                save(calls, catalogs + answer.path("catalogs").fieldNames().next(), output.toAbsolutePath());
            }
            answer.path("lines").forEach(line -> print(line.asText()));
            return ExitCode.OK;
        } catch (RefusedException e) {
            throw new CommandException(Texts.text("export.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("catalogs.silent", e.getMessage()), e);
        }
    }

    private void print(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("[INFO] " + (output != null && line.startsWith(OUTPUT) ? OUTPUT + output : line));
    }

    /** The file is there whole or as it was before. */
    private static void save(ServiceCalls calls, String url, Path file) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Path temporary = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try {
            HttpResponse<InputStream> response = calls.download(url);
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new IOException(Texts.text("calls.answers", url, response.statusCode()));
                }
                Files.copy(body, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            AtomicFile.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}

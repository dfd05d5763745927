package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.backfill.GuideLines;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.BundleId;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code bundles}: the archives and their sizes, in the words of AIstock's guide. */
@Command(name = "bundles", mixinStandardHelpOptions = true)
final class BundlesCommand implements Callable<Integer> {

    private static final int PAGE = 1000;
    private static final double KB = 1024.0;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Override
    public Integer call() throws InterruptedException {
        String url = data.running().bundleServiceUrl() + "/api/bundles?limit=" + PAGE + "&after=";
        ServiceCalls calls = new ServiceCalls();
        PrintWriter out = spec.commandLine().getOut();
        try {
            JsonNode page = calls.get(url);
            out.println(GuideLines.bundles(page.path("total").asInt()));
            print(page, out);
            while (page.path("next").isTextual()) {
                page = calls.get(url + URLEncoder.encode(page.path("next").asText(), StandardCharsets.UTF_8));
                print(page, out);
            }
            return ExitCode.OK;
        } catch (RefusedException e) {
            throw new CommandException(Texts.text("bundles.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("bundle.silent", e.getMessage()), e);
        }
    }

    private static void print(JsonNode page, PrintWriter out) {
        for (JsonNode bundle : page.path("bundles")) {
            String file = new BundleId(bundle.path("id").asText()).fileName();
            out.printf(
                    Locale.ROOT,
                    "%s: %.2f KB%n",
                    file,
                    bundle.path("size_bytes").asLong() / KB);
        }
    }
}

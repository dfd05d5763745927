package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.RefusedException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code withdrawals}: loops whose rows and folders are gone, and which wait for a person's word. */
@Command(name = "withdrawals", mixinStandardHelpOptions = true)
final class WithdrawalsCommand implements Callable<Integer> {

    private static final int MOST_SHOWN = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Option(names = "--confirm")
    private boolean confirm;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        String url = data.running().workspaceWatcherUrl() + "/api/withdrawals";
        try {
            ServiceCalls calls = new ServiceCalls();
            JsonNode waiting = calls.get(url);
            int count = waiting.path("waiting").asInt();
            if (confirm && count > 0) {
                calls.post(url, "{\"loops\": " + count + "}");
            }
            print(waiting, count);
            return confirm || count == 0 ? ExitCode.OK : ExitCode.SOFTWARE;
        } catch (RefusedException e) {
            throw new CommandException(Texts.text("withdrawals.refused", e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandException(Texts.text("watcher.silent", e.getMessage()), e);
        }
    }

    private void print(JsonNode waiting, int count) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(waiting.toPrettyString());
        } else if (count == 0) {
            out.println(Texts.text("withdrawals.none"));
        } else {
            JsonNode loops = waiting.path("loops");
            for (int i = 0; i < Math.min(MOST_SHOWN, loops.size()); i++) {
                out.println(loops.get(i).asText());
            }
            if (count > MOST_SHOWN) {
                out.println(Texts.text("and.more", count - MOST_SHOWN));
            }
            out.println(confirm ? Texts.text("withdrawals.confirmed", count) : Texts.text("withdrawals.wait", count));
        }
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.backfill.GuideLines;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.http.SyncState;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.catalog.CatalogKind;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sync}: AIstock compares its tables with the catalogs. */
@Command(name = "sync", mixinStandardHelpOptions = true)
final class SyncCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Option(names = "--last-sync-time", paramLabel = "TIME")
    private @Nullable String lastSyncTime;

    @Option(names = "--accept-loss")
    private boolean acceptLoss;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        String base = data.running().aistockImporterUrl() + "/api/rdagent/catalog/";
        List<String> wishes = new ArrayList<>();
        if (acceptLoss) {
            wishes.add("accept_loss=true");
        }
        if (lastSyncTime != null) {
            wishes.add("last_sync_time=" + URLEncoder.encode(lastSyncTime, StandardCharsets.UTF_8));
        }
        String wish = wishes.isEmpty() ? "" : "?" + String.join("&", wishes);
        ServiceCalls calls = new ServiceCalls();
        try {
            calls.post(base + "sync" + wish, "");
            for (CatalogKind kind : CatalogKind.values()) {
                terminal.line(GuideLines.imports(title(kind)));
            }
            SyncState state = SyncState.of(calls.get(base + "sync-status"));
            while (state.isRunning()) {
                terminal.progress(Texts.text("sync.phase", phase(state)));
                TimeUnit.MILLISECONDS.sleep(300);
                state = SyncState.of(calls.get(base + "sync-status"));
            }
            return report(state, terminal);
        } catch (IOException e) {
            throw new CommandException(Texts.text("sync.failed", e.getMessage()), e);
        }
    }

    /** The lines with a tick are those that AIstock's guide shows. */
    private int report(SyncState state, Terminal terminal) {
        if (state.isFailed()) {
            terminal.done(
                    Texts.text("sync.failed.because", state.error().replace("accept_loss=true", "--accept-loss")));
            return ExitCode.SOFTWARE;
        }
        for (CatalogKind kind : CatalogKind.values()) {
            if (state.raw()
                            .path("last_result")
                            .path(kind.singular())
                            .path("errors")
                            .asLong()
                    == 0) {
                terminal.done(GuideLines.imported(title(kind)));
            }
        }
        terminal.done(Texts.text(state.isPartial() ? "sync.partial" : "sync.done", figures(state)));
        if (state.isPartial()) {
            terminal.done(state.error());
            return ExitCode.SOFTWARE;
        }
        if (lastSyncTime != null) {
            terminal.done(GuideLines.INCREMENT_IMPORTED);
        }
        return ExitCode.OK;
    }

    /** A phase that this command does not know is shown as the importer says it. */
    private static String phase(SyncState state) {
        return switch (state.phase()) {
            case "fetching_catalogs", "importing", "reconciling", "importing_meta", "done" ->
                Texts.text("sync.phase." + state.phase());
            default -> state.phase();
        };
    }

    /** {@code Factor Catalog} and so on. */
    private static String title(CatalogKind kind) {
        String name = kind.singular();
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1) + " Catalog";
    }

    private static String figures(SyncState state) {
        List<String> kinds = new ArrayList<>();
        for (JsonNode kind : state.raw().path("last_result")) {
            kinds.add(Texts.text(
                    "sync.figures",
                    kind.path("kind").asText(),
                    kind.path("processed").asLong(),
                    kind.path("inserted").asLong(),
                    kind.path("updated").asLong(),
                    kind.path("deleted").asLong(),
                    kind.path("errors").asLong()));
        }
        return kinds.isEmpty() ? Texts.text("sync.nothing") : String.join(Texts.text("sync.separator"), kinds);
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.cli.backup.Backup;
import dev.loopline.cli.backup.ByteCount;
import dev.loopline.cli.backup.HomeParts;
import dev.loopline.cli.backup.PartResult;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code backup}: copies of registry, bundles, libraries and catalog files. */
@Command(name = "backup", mixinStandardHelpOptions = true)
final class BackupCommand implements Callable<Integer> {

    private static final int MOST_NOTES = 20;

    /** Width of the first column. */
    private static final int NAMES = 20;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--to", paramLabel = "DIR")
    private @Nullable Path to;

    @Option(names = "--rdagent-home", paramLabel = "DIR")
    private @Nullable Path rdagentHome;

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        Terminal terminal = new Terminal(json ? new PrintWriter(Writer.nullWriter()) : out);
        Path home = home();
        Path target = to == null ? data.folder().root().resolve("backups") : to;
        Backup.Result result = new Backup(Clock.systemUTC(), terminal::progress)
                .run(home, HomeParts.of(home, System.getenv()), target);
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(result));
        } else {
            terminal.done(Texts.text("backup.done", home, result.folder()));
            result.parts().forEach(part -> print(part, out));
        }
        return ExitCode.OK;
    }

    private Path home() {
        Path home = rdagentHome == null ? Path.of(running()) : rdagentHome;
        if (!Files.isDirectory(home)) {
            throw new IllegalArgumentException(Texts.text("backup.home", home));
        }
        return home;
    }

    private String running() {
        try {
            return data.running().rdagentHome();
        } catch (CommandException e) {
            throw new CommandException(Texts.text("backup.notRunning", data.folder()), e);
        }
    }

    private static void print(PartResult part, PrintWriter out) {
        String size = ByteCount.words(part.bytes());
        String what = part.copied()
                ? Texts.text(part.files() == 1 ? "backup.file" : "backup.files", part.files(), size, part.detail())
                : Texts.text("backup.absent", part.detail());
        out.println("  " + Columns.padded(part.name(), NAMES) + " " + what);
        part.notes().stream()
                .limit(MOST_NOTES)
                .forEach(note -> out.println("    " + Texts.text("backup.leftOut", note)));
        if (part.notes().size() > MOST_NOTES) {
            out.println("    " + Texts.text("backup.more", part.notes().size() - MOST_NOTES));
        }
    }
}

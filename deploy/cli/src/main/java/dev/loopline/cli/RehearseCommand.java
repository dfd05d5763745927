package dev.loopline.cli;

import dev.loopline.cli.stack.ClassArchives;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Installation;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.text.Texts;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.apache.commons.io.FileUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * {@code rehearse}: carries a small sample home over once and ends. The build calls it. What the services and this command
 * load meanwhile is archived beside them, which saves each later start half of its processor time, and PostgreSQL is
 * unpacked once for all data folders.
 */
@Command(name = "rehearse", hidden = true, mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        Installation installation = new Installation(InstallationFolder.locate());
        if (!installation.isComplete()) {
            terminal.line(Texts.text("rehearse.unbuilt"));
            return ExitCode.OK;
        }
        Path folder = Files.createTempDirectory("loopline-rehearsal");
        try {
            rehearse(installation.root(), folder, terminal);
            new ClassArchives(installation, new DataFolder(folder), true)
                    .missing()
                    .forEach(service -> terminal.line(Texts.text("rehearse.archive", service)));
        } catch (StackException e) {
            // Nothing that a build has to fail for: the command says the same when it is started.
            terminal.line(Texts.text("rehearse.failed", e.getMessage()));
        } finally {
            FileUtils.deleteDirectory(folder.toFile());
        }
        return ExitCode.OK;
    }

    private static void rehearse(Path root, Path folder, Terminal terminal) throws InterruptedException {
        Path home = folder.resolve("rdagent-home");
        SampleHome.builder(home).seedsLayoutLoops(6).registryLoops(6).write();
        StackOptions options = StackOptions.builder(root, home, folder.resolve("data"))
                .freePorts()
                .rehearsal()
                .listener(terminal::line)
                .build();
        try (StackSession session = StackSession.start(options, terminal)) {
            session.showHistory();
        }
    }
}

package dev.loopline.cli;

import dev.loopline.cli.stack.HomeCheck;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code up}: everything on a real home, in the foreground. */
@Command(name = "up", mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackMixin stack = new StackMixin();

    @Option(names = "--rdagent-home", required = true, paramLabel = "DIR")
    private Path rdagentHome = Path.of("");

    @Option(names = "--aistock-home", paramLabel = "DIR")
    private @Nullable Path aistockHome;

    @Option(names = "--new-registry")
    private boolean newRegistry;

    @Override
    public Integer call() throws InterruptedException {
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        HomeCheck.requireUsable(rdagentHome, "--rdagent-home");
        StackOptions.Builder options =
                stack.builder(rdagentHome, stack.data().folder()).listener(terminal::line);
        if (newRegistry) {
            options.environment(
                    Service.WORKSPACE_WATCHER,
                    "LOOPLINE_WATCHER_NEW_REGISTRY",
                    Instant.now().toString());
        }
        if (aistockHome != null) {
            HomeCheck.requireUsable(aistockHome, "--aistock-home");
            options.aistockHome(aistockHome);
        }
        HomeCheck.remark(rdagentHome).ifPresent(terminal::line);
        try (StackSession session = StackSession.start(options.build(), terminal)) {
            session.showHistory();
            session.stay();
        }
        return ExitCode.OK;
    }
}

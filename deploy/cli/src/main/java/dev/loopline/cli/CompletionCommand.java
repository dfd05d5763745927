package dev.loopline.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code completion}: prints a script by which a shell completes commands and options. */
@Command(name = "completion", mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {

    /** Shells whose scripts are known. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", descriptionKey = "shell")
    private Shell shell = Shell.BASH;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        CommandLine root = spec.root().commandLine();
        if (shell == Shell.FISH) {
            fish(root).forEach(out::println);
        } else {
            // The script loads bash's way of completing by itself where zsh reads it.
            out.println(AutoComplete.bash("loopline", root));
        }
        return ExitCode.OK;
    }

    private static List<String> fish(CommandLine root) {
        List<String> lines = new ArrayList<>();
        lines.add("complete -c loopline -f");
        root.getSubcommands().forEach((name, command) -> {
            CommandSpec about = command.getCommandSpec();
            if (!about.usageMessage().hidden()) {
                lines.add("complete -c loopline -n __fish_use_subcommand -a " + name
                        + described(about.usageMessage().description()));
                about.options().stream()
                        .filter(option -> !option.hidden())
                        .forEach(option -> lines.add(fish(name, option)));
            }
        });
        return lines;
    }

    private static String fish(String command, OptionSpec option) {
        StringBuilder line = new StringBuilder("complete -c loopline -n '__fish_seen_subcommand_from " + command + "'");
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
        }
        if (option.arity().max() > 0) {
            boolean isPath = List.of("DIR", "FILE").contains(option.paramLabel());
            line.append(isPath ? " -r -F" : " -x");
        }
        return line.append(described(option.description())).toString();
    }

    /** The first sentence. */
    private static String described(String[] description) {
        if (description.length == 0) {
            return "";
        }
        String first = description[0]
                .split("(?<=\\.) |(?<=。)")[0]
                .replace("\\", "\\\\")
                .replace("'", "\\'");
        return " -d '" + first + "'";
    }
}

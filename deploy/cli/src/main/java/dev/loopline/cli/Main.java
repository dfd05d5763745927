package dev.loopline.cli;

import dev.loopline.cli.backup.BackupException;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.text.Texts;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The entry point: reads the command line and turns every failure into one sentence and an exit code. */
@Command(
        name = "loopline",
        mixinStandardHelpOptions = true,
        version = "loopline 0.1.0",
        description = "Carries every finished RD-Agent loop into AIstock, by itself.",
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            DoctorCommand.class,
            SupportBundleCommand.class,
            StatusCommand.class,
            VerifyCommand.class,
            BackfillCommand.class,
            AdoptCommand.class,
            WithdrawalsCommand.class,
            RebuildCommand.class,
            ReplayCommand.class,
            ExportCommand.class,
            BundlesCommand.class,
            RetentionCommand.class,
            BackupCommand.class,
            SyncCommand.class,
            DeadLettersCommand.class,
            CompletionCommand.class,
            RehearseCommand.class
        })
public final class Main {

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error came from.")
    private boolean verbose;

    @Option(
            names = "--lang",
            scope = ScopeType.INHERIT,
            paramLabel = "LANGUAGE",
            description = "Language of the output: ${COMPLETION-CANDIDATES} (default: that of the terminal).")
    private void language(Texts.Language language) {
        Texts.choose(language);
    }

    /** Exits with 0, with 1 if something failed, or with 2 on a wrong command line. */
    public static void main(String[] args) {
        Charset charset = Terminal.charset(System.getProperty("os.name"), System.console());
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(run(args, out, err));
    }

    /** The same without ending the process. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        Texts.choose(Texts.Language.of(System.getenv(), Locale.getDefault()));
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.registerConverter(Duration.class, new DurationConverter());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(out);
        line.setErr(err);
        line.setParameterExceptionHandler((exception, arguments) -> {
            err.println(exception.getMessage() + " (see --help)");
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((exception, command, parsed) -> main.explain(exception, err));
        return args.length == 0 ? usage(line) : line.execute(args);
    }

    private static int usage(CommandLine line) {
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    private int explain(Exception exception, PrintWriter err) {
        boolean known = exception instanceof StackException
                || exception instanceof CommandException
                || exception instanceof BackupException
                || exception instanceof IllegalArgumentException;
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        err.println(known ? message : "Something unforeseen failed: " + exception + " (--verbose shows where)");
        if (verbose) {
            exception.printStackTrace(err);
        }
        return exception instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }
}

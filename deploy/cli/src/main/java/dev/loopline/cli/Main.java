package dev.loopline.cli;

import dev.loopline.cli.backup.BackupException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.text.BrokerTexts;
import dev.loopline.cli.text.Texts;
import dev.loopline.kit.broker.BrokerTrouble;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The entry point: reads the command line and turns every failure into one sentence and an exit code. */
@Command(
        name = "loopline",
        mixinStandardHelpOptions = true,
        version = "loopline 0.1.0",
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

    @Option(names = "--verbose", scope = ScopeType.INHERIT)
    private boolean verbose;

    /** Named here for the help and for scripts that complete it; looked for before the command line is read. */
    @Option(names = Texts.Language.OPTION, scope = ScopeType.INHERIT, paramLabel = "LANGUAGE")
    private Texts.@Nullable Language language;

    /** Exits with 0, with 1 if something failed, or with 2 on a wrong command line. */
    public static void main(String[] args) {
        TemporaryFolder.tidy();
        Charset charset = Terminal.charset(System.getProperty("os.name"), System.console());
        PrintWriter out = Terminal.writer(System.out, charset);
        PrintWriter err = Terminal.writer(System.err, charset);
        System.exit(run(args, out, err));
    }

    /** The same without ending the process. */
    static int run(String[] args, PrintWriter out, PrintWriter err) {
        return run(args, Texts.Language.of(List.of(args), System.getenv(), Locale.getDefault()), out, err);
    }

    private static int run(String[] args, Texts.Language language, PrintWriter out, PrintWriter err) {
        Texts.choose(language);
        ServiceCalls.useTokenFile(null);
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setResourceBundle(Texts.help());
        line.registerConverter(Duration.class, new DurationConverter());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setOut(out);
        line.setErr(err);
        line.setParameterExceptionHandler((exception, arguments) -> {
            err.println(ForeignSentences.of(exception));
            return ExitCode.USAGE;
        });
        line.setExecutionExceptionHandler((exception, command, parsed) -> main.explain(exception, err));
        line.setExecutionStrategy(parsed -> {
            if (isForPrograms(parsed)) {
                Texts.choose(Texts.Language.EN);
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        return args.length == 0 ? usage(line) : line.execute(args);
    }

    /** Programs get the same sentences whatever language their user speaks. */
    private static boolean isForPrograms(ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(command -> command.getParseResult().hasMatchedOption("--json"));
    }

    private static int usage(CommandLine line) {
        line.usage(line.getErr());
        return ExitCode.USAGE;
    }

    private static String unforeseen(Exception exception) {
        return BrokerTrouble.find(exception)
                .map(trouble -> Texts.text("broker.failed", BrokerTexts.text(trouble)))
                .orElseGet(() -> Texts.text("failed.unforeseen", exception));
    }

    private int explain(Exception exception, PrintWriter err) {
        boolean known = exception instanceof StackException
                || exception instanceof CommandException
                || exception instanceof BackupException
                || exception instanceof IllegalArgumentException;
        String message = exception.getMessage() == null ? exception.toString() : exception.getMessage();
        err.println(known ? ForeignSentences.inTheLanguage(message) : unforeseen(exception));
        if (verbose) {
            exception.printStackTrace(err);
        }
        return exception instanceof IllegalArgumentException ? ExitCode.USAGE : ExitCode.SOFTWARE;
    }
}

package dev.loopline.bench;

import dev.loopline.cli.stack.BrokerLog;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The benchmarks as commands. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measures the whole pipeline on the real processes.",
        subcommands = {
            LatencyCommand.class,
            HistoryCommand.class,
            ScanCommand.class,
            BackfillCommand.class,
            PackCommand.class
        })
public final class Main {

    private Main() {}

    public static void main(String[] args) {
        BrokerLog.silent();
        System.exit(new CommandLine(new Main()).execute(args));
    }
}

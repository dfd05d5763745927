package dev.loopline.cli;

import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.cli.verify.Check;
import dev.loopline.cli.verify.CheckResult;
import dev.loopline.cli.verify.Finding;
import dev.loopline.cli.verify.Verifier;
import dev.loopline.cli.verify.VerifyJson;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code verify}: do registry, files, catalogs, bundles and PostgreSQL agree? */
@Command(name = "verify", mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {

    private static final int SHOWN = 5;

    /** Widths of the first columns, and of both with the blanks behind them. */
    private static final int IDS = 4;

    private static final int WORDS = 9;
    private static final int INDENT = 15;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        BrokerLog.silent();
        PrintWriter out = spec.commandLine().getOut();
        List<String> failed = Verifier.run(data.running(), json ? this::printJson : this::print);
        if (!json) {
            out.println(failed.isEmpty() ? Texts.text("verify.all") : Texts.text("verify.some", Texts.list(failed)));
        }
        return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(Check check, CheckResult result) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(Columns.padded(check.id(), IDS) + " " + Columns.padded(Texts.text("verify." + result.word()), WORDS)
                + " " + result.found().words() + "  [" + check.statement().words() + "]");
        if (result instanceof CheckResult.Failed failed) {
            lines(failed.findings());
        } else if (result instanceof CheckResult.Explained explained) {
            lines(explained.findings());
        }
        out.flush();
    }

    private void lines(List<Finding> findings) {
        PrintWriter out = spec.commandLine().getOut();
        findings.stream().limit(SHOWN).forEach(one -> out.println(" ".repeat(INDENT) + one.words()));
        if (findings.size() > SHOWN) {
            out.println(" ".repeat(INDENT) + Texts.text("verify.more"));
        }
    }

    private void printJson(Check check, CheckResult result) {
        spec.commandLine().getOut().println(VerifyJson.line(check, result));
    }
}

package dev.loopline.cli;

import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.verify.Check;
import dev.loopline.cli.verify.CheckResult;
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
            out.println(failed.isEmpty() ? "All checks passed." : "Failed: " + String.join(", ", failed) + ".");
        }
        return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private void print(Check check, CheckResult result) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf("%-4s %-9s %s  [%s]%n", check.id(), result.word(), result.detail(), check.statement());
        if (result instanceof CheckResult.Failed failed) {
            lines(failed.offenders());
        } else if (result instanceof CheckResult.Explained explained) {
            lines(explained.examples());
        }
        out.flush();
    }

    private void lines(List<String> texts) {
        PrintWriter out = spec.commandLine().getOut();
        texts.stream().limit(SHOWN).forEach(text -> out.println("               " + text));
        if (texts.size() > SHOWN) {
            out.println("               and more; --json lists them");
        }
    }

    private void printJson(Check check, CheckResult result) {
        spec.commandLine().getOut().println(VerifyJson.line(check, result));
    }
}

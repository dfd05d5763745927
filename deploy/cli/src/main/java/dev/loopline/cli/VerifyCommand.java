package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.cli.verify.Check;
import dev.loopline.cli.verify.CheckResult;
import dev.loopline.cli.verify.Finding;
import dev.loopline.cli.verify.Verifier;
import dev.loopline.cli.verify.VerifyJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
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
    private TargetMixin data = new TargetMixin();

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws SQLException, InterruptedException {
        BrokerLog.silent();
        Endpoints endpoints = data.running();
        PrintWriter out = spec.commandLine().getOut();
        List<String> failed = endpoints.isHomeHere()
                ? Verifier.run(endpoints, json ? this::printJson : this::print)
                : elsewhere(endpoints);
        if (!json) {
            out.println(failed.isEmpty() ? Texts.text("verify.all") : Texts.text("verify.some", Texts.list(failed)));
        }
        return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    /** Where the home is on another machine, the service there looks at it. */
    private List<String> elsewhere(Endpoints endpoints) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        spec.commandLine().getErr().println(Texts.text("verify.elsewhere"));
        List<String> failed = new ArrayList<>();
        try {
            JsonNode answer = new ServiceCalls().post(endpoints.catalogServiceUrl() + "/api/verify", "");
            for (JsonNode check : answer.path("checks")) {
                String id = check.path("id").asText();
                String result = check.path("result").asText();
                if (result.equals("failed")) {
                    failed.add(id);
                }
                out.println(json ? check : line(id, result, check.path("detail").asText()));
            }
            return failed;
        } catch (IOException e) {
            throw new CommandException(Texts.text("verify.refused", e.getMessage()), e);
        }
    }

    private static String line(String id, String result, String rest) {
        return Columns.padded(id, IDS) + " " + Columns.padded(Texts.text("verify." + result), WORDS) + " " + rest;
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

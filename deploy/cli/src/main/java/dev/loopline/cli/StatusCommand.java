package dev.loopline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.status.Status;
import dev.loopline.cli.status.StatusReader;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code status}: how a running Loopline stands. */
@Command(name = "status", mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {

    private static final int MOST_WAITING = 10;

    /** Widths of the columns. */
    private static final int LABELS = 18;

    private static final int STATES = 5;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private TargetMixin data = new TargetMixin();

    @Option(names = "--json")
    private boolean json;

    @Override
    public Integer call() throws JsonProcessingException {
        BrokerLog.silent();
        Status status = new StatusReader(data.running()).read();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(status));
        } else {
            print(status, out);
        }
        return status.isUp() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    static void print(Status status, PrintWriter out) {
        for (Status.ServiceState service : status.services()) {
            row(service.service(), Columns.padded(upOrDown(service.ready()), STATES) + " " + service.url(), out);
        }
        printRoots(status.roots(), out);
        row(Texts.text("status.broker"), upOrDown(status.broker()), out);
        row(Texts.text("status.database"), upOrDown(status.database()), out);
        if (status.stages() != null) {
            row(Texts.text("status.loops"), status.stages().line(), out);
        }
        String last = status.lastImportAt();
        row(Texts.text("status.import"), last == null ? Texts.text("status.import.none") : Texts.time(last), out);
        row(Texts.text("status.lag"), figures(status.lag()), out);
        row(Texts.text("status.dead"), figures(status.deadLetters()), out);
        printWaiting(Texts.text("status.waiting"), status.waiting(), out);
        if (!status.sourceRemoved().isEmpty()) {
            printWaiting(Texts.text("status.removed"), status.sourceRemoved(), out);
        }
        printNotCarried(status, out);
        status.problems().forEach(out::println);
    }

    private static void printRoots(List<Status.Root> roots, PrintWriter out) {
        String label = Texts.text("status.roots");
        for (Status.Root root : roots) {
            String key = root.there() ? "status.root" : "status.root.away";
            row(label, Texts.text(key, root.place(), root.origin()), out);
            label = "";
        }
    }

    private static void row(String label, String value, PrintWriter out) {
        out.println(Columns.padded(label, LABELS) + " " + value);
    }

    private static String upOrDown(boolean up) {
        return Texts.text(up ? "status.up" : "status.down");
    }

    private static void printWaiting(String heading, List<Status.Waiting> waiting, PrintWriter out) {
        String label = heading;
        for (Status.Waiting one : waiting.subList(0, Math.min(MOST_WAITING, waiting.size()))) {
            String who = one.loop() == null ? one.service() : one.service() + " " + one.loop();
            String since = one.since();
            row(
                    label,
                    since == null
                            ? Texts.text("status.reason", who, one.reason())
                            : Texts.text("status.reason.since", who, one.reason(), Texts.time(since)),
                    out);
            label = "";
        }
        if (waiting.isEmpty()) {
            row(label, Texts.text("status.nothing"), out);
        } else if (waiting.size() > MOST_WAITING) {
            row("", Texts.text("status.more", waiting.size() - MOST_WAITING), out);
        }
    }

    private static void printNotCarried(Status status, PrintWriter out) {
        String label = Texts.text("status.uncarried");
        List<Status.NotCarried> first = status.notCarried()
                .subList(0, Math.min(MOST_WAITING, status.notCarried().size()));
        for (Status.NotCarried one : first) {
            row(label, Texts.text("status.reason", one.place(), one.reason()), out);
            label = "";
        }
        if (status.notCarriedInAll() > first.size()) {
            row("", Texts.text("status.more", status.notCarriedInAll() - first.size()), out);
        }
    }

    private static String figures(Map<String, Long> figures) {
        if (figures.values().stream().allMatch(figure -> figure == 0)) {
            return Texts.text("status.none");
        }
        StringBuilder text = new StringBuilder();
        figures.forEach((service, figure) -> {
            if (figure > 0) {
                text.append(text.isEmpty() ? "" : Texts.text("list.separator"))
                        .append(service)
                        .append(' ')
                        .append(figure);
            }
        });
        return text.toString();
    }
}

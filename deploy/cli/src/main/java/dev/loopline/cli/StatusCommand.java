package dev.loopline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.status.Status;
import dev.loopline.cli.status.StatusReader;
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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private DataOption data = new DataOption();

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
            out.printf("%-18s %-5s %s%n", service.service(), service.ready() ? "up" : "DOWN", service.url());
        }
        printRoots(status.roots(), out);
        out.printf("%-18s %s%n", "broker", status.broker() ? "up" : "DOWN");
        out.printf("%-18s %s%n", "database", status.database() ? "up" : "DOWN");
        if (status.stages() != null) {
            out.printf("%-18s %s%n", "loops", status.stages().line());
        }
        out.printf("%-18s %s%n", "last import", status.lastImportAt() == null ? "none yet" : status.lastImportAt());
        out.printf("%-18s %s%n", "lag", figures(status.lag()));
        out.printf("%-18s %s%n", "dead letters", figures(status.deadLetters()));
        printWaiting("waiting", status.waiting(), out);
        if (!status.sourceRemoved().isEmpty()) {
            printWaiting("source removed", status.sourceRemoved(), out);
        }
        printNotCarried(status, out);
        status.problems().forEach(out::println);
    }

    private static void printRoots(List<Status.Root> roots, PrintWriter out) {
        String label = "looks also in";
        for (Status.Root root : roots) {
            out.printf(
                    "%-18s %s (%s)%s%n",
                    label,
                    root.place(),
                    root.origin(),
                    root.there() ? "" : ": NOT THERE; its loops wait until it is mounted");
            label = "";
        }
    }

    private static void printWaiting(String heading, List<Status.Waiting> waiting, PrintWriter out) {
        String label = heading;
        for (Status.Waiting one : waiting.subList(0, Math.min(MOST_WAITING, waiting.size()))) {
            out.printf(
                    "%-18s %s%s: %s%s%n",
                    label,
                    one.service(),
                    one.loop() == null ? "" : " " + one.loop(),
                    one.reason(),
                    one.since() == null ? "" : " (since " + one.since() + ")");
            label = "";
        }
        if (waiting.isEmpty()) {
            out.printf("%-18s %s%n", label, "nothing");
        } else if (waiting.size() > MOST_WAITING) {
            out.printf("%-18s and %d more, see --json%n", "", waiting.size() - MOST_WAITING);
        }
    }

    private static void printNotCarried(Status status, PrintWriter out) {
        String label = "not carried";
        List<Status.NotCarried> first = status.notCarried()
                .subList(0, Math.min(MOST_WAITING, status.notCarried().size()));
        for (Status.NotCarried one : first) {
            out.printf("%-18s %s: %s%n", label, one.place(), one.reason());
            label = "";
        }
        if (status.notCarriedInAll() > first.size()) {
            out.printf("%-18s and %d more, see --json%n", "", status.notCarriedInAll() - first.size());
        }
    }

    private static String figures(Map<String, Long> figures) {
        if (figures.values().stream().allMatch(figure -> figure == 0)) {
            return "none";
        }
        StringBuilder text = new StringBuilder();
        figures.forEach((service, figure) -> {
            if (figure > 0) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(service)
                        .append(' ')
                        .append(figure);
            }
        });
        return text.toString();
    }
}

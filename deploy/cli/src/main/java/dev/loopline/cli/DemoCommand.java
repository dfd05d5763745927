package dev.loopline.cli;

import dev.loopline.cli.demo.ArrivalWatch;
import dev.loopline.cli.demo.LiveLoops;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.event.EventType;
import dev.loopline.samples.SampleHome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: a sample home with a history, and loops that finish while you watch. */
@Command(name = "demo", mixinStandardHelpOptions = true)
final class DemoCommand implements Callable<Integer> {

    /** Width of the first column. */
    private static final int BEGINNINGS = 12;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private StackMixin stack = new StackMixin();

    @Option(names = "--loops", defaultValue = "20")
    private int loops;

    @Option(names = "--every", defaultValue = "3s")
    private Duration every = Duration.ofSeconds(3);

    @Option(names = "--for", paramLabel = "DURATION")
    private @Nullable Duration length;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (loops < 0 || every.isZero()) {
            throw new IllegalArgumentException(Texts.text("demo.wrong"));
        }
        Terminal terminal = new Terminal(spec.commandLine().getOut());
        DataFolder data = stack.data().demoFolder();
        Path home = data.root().resolve("rdagent-home");
        prepare(home, terminal);
        try (StackSession session = StackSession.start(
                stack.builder(home, data).listener(terminal::line).build(), terminal)) {
            session.showHistory();
            whereToLook(session.endpoints(), terminal);
            long begin = System.nanoTime();
            try (ArrivalWatch arrivals = new ArrivalWatch(session.endpoints(), terminal::line);
                    LiveLoops live = LiveLoops.start(home, every, arrivals::expect)) {
                while (length == null || System.nanoTime() - begin < length.toNanos()) {
                    session.failIfOver(Duration.ofMillis(200));
                    live.failIfBroken();
                }
                live.stop();
                arrivals.awaitLast(Duration.ofSeconds(10));
                terminal.line(arrivals.summary());
                return arrivals.isComplete() ? ExitCode.OK : ExitCode.SOFTWARE;
            }
        }
    }

    private void prepare(Path home, Terminal terminal) throws IOException {
        Files.createDirectories(home);
        boolean empty;
        try (Stream<Path> entries = Files.list(home)) {
            empty = entries.findAny().isEmpty();
        }
        if (empty) {
            int written = SampleHome.builder(home)
                    .seedsLayoutLoops(loops - loops / 2)
                    .registryLoops(loops / 2)
                    .write()
                    .withResult()
                    .size();
            terminal.line(Texts.text("demo.made", written));
        }
    }

    private void whereToLook(Endpoints endpoints, Terminal terminal) {
        terminal.line(Texts.text("demo.where", every.toMillis() / 1000.0));
        terminal.line(beginning("demo.pages") + endpoints.aistockImporterUrl() + "/rdagent/");
        terminal.line(beginning("demo.bundles") + endpoints.aistockHome() + "/rdagent_assets/bundles");
        terminal.line(beginning("demo.catalogs") + endpoints.rdagentHome() + "/rdagent_data");
        if (stack.isBrokerEmbedded()) {
            terminal.line(beginning("demo.topics") + "kafka-console-consumer.sh --bootstrap-server "
                    + endpoints.kafkaBootstrapServers() + " --consumer.config '"
                    + stack.data().demoFolder().brokerClient() + "' --from-beginning --topic "
                    + EventType.CATALOG_UPDATED.topic());
        }
        if (stack.isDatabaseEmbedded()) {
            terminal.line(beginning("demo.database") + "PGPASSFILE='"
                    + stack.data().demoFolder().databasePasswords()
                    + "' psql -h 127.0.0.1 -p " + portOf(endpoints.jdbcUrl())
                    + " -U postgres -d aistock -c 'select task_run_id, loop_id, sharpe from aistock_loop_catalog'");
        }
        terminal.line(beginning("demo.state") + "loopline status --data '"
                + stack.data().demoFolder() + "'");
    }

    private static String beginning(String key) {
        return "  " + Columns.padded(Texts.text(key), BEGINNINGS);
    }

    private static String portOf(String jdbcUrl) {
        String address = jdbcUrl.substring("jdbc:postgresql://".length());
        return address.substring(address.indexOf(':') + 1, address.indexOf('/'));
    }
}

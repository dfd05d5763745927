package dev.loopline.cli;

import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.status.StageCounts;
import dev.loopline.cli.status.StageReader;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A stack in the foreground: starts it, tells how it goes, stops it on Ctrl-C or SIGTERM with exit code 0. Used by one
 * thread.
 */
final class StackSession implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final StackOptions options;
    private final Terminal terminal;
    private final LocalStack stack;
    private final StageReader stages;
    private final AtomicBoolean endsByItself = new AtomicBoolean();

    private StackSession(StackOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.stack = LocalStack.prepare(options);
        this.stages = new StageReader(RegistryFile.of(options.rdagentHome()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "loopline-signal"));
    }

    /** Starts everything and prints READY. */
    static StackSession start(StackOptions options, Terminal terminal) {
        BrokerLog.into(options.data());
        StackSession session = new StackSession(options, terminal);
        try {
            session.run();
            return session;
        } catch (RuntimeException e) {
            session.close();
            throw e;
        }
    }

    Endpoints endpoints() {
        return stack.endpoints();
    }

    /** Shows how far the history is until nothing is under way any more. */
    void showHistory() throws InterruptedException {
        StageCounts counts = null;
        int settledLooks = 0;
        // A home is scanned in steps; it counts as settled when it stays so for some looks.
        while (settledLooks < 4) {
            counts = look();
            settledLooks = counts.isSettled() ? settledLooks + 1 : 0;
            terminal.progress("History: " + counts.line());
            failIfOver(BETWEEN_LOOKS);
        }
        terminal.done("History is in: " + counts.line());
    }

    /** Stays until the stack cannot go on, telling of every new loop in AIstock. */
    void stay() throws InterruptedException {
        StageCounts before = look();
        while (true) {
            failIfOver(BETWEEN_LOOKS);
            StageCounts now = look();
            if (!now.equals(before) && now.isSettled()) {
                terminal.line(now.line());
                before = now;
            }
        }
    }

    /** Waits, and fails if the stack cannot go on meanwhile. */
    void failIfOver(Duration wait) throws InterruptedException {
        Optional<String> over = stack.awaitFailure(wait);
        if (over.isPresent()) {
            throw new StackException(over.get());
        }
    }

    @Override
    public void close() {
        endsByItself.set(true);
        stack.close();
    }

    private void run() {
        terminal.line("Loopline");
        terminal.line("  RD-Agent home  " + options.rdagentHome());
        terminal.line("  AIstock home   " + options.aistockHome());
        terminal.line("  data           " + options.data() + " (logs in " + options.data().logs() + ")");
        long began = System.nanoTime();
        terminal.progress("Starting broker, database and " + stack.instances().size() + " services ...");
        stack.start();
        terminal.done("READY");
        terminal.line("  started in     " + Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0 + " s");
        for (Service service : Service.values()) {
            terminal.line(String.format("  %-18s %s", service.serviceName(), endpoints().url(service)));
        }
        terminal.line(String.format("  %-18s %s", "pages", endpoints().aistockImporterUrl() + "/rdagent/"));
        terminal.line(String.format("  %-18s %s", "Kafka", endpoints().kafkaBootstrapServers()));
        terminal.line(String.format("  %-18s %s", "PostgreSQL", endpoints().jdbcUrl()));
    }

    private StageCounts look() {
        try {
            return stages.read();
        } catch (SQLException e) {
            throw new StackException("The registry cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** A signal ends the program in an orderly way; that is no failure. */
    private void stopOnSignal() {
        if (endsByItself.compareAndSet(false, true)) {
            terminal.done("Stopping ...");
            stack.close();
            terminal.done("Stopped.");
            Runtime.getRuntime().halt(0);
        }
    }
}

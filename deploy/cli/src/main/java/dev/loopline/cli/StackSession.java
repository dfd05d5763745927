package dev.loopline.cli;

import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.stack.BrokerLog;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.LocalStack;
import dev.loopline.cli.stack.Service;
import dev.loopline.cli.stack.StackException;
import dev.loopline.cli.stack.StackOptions;
import dev.loopline.cli.status.Databases;
import dev.loopline.cli.status.ImportedLoops;
import dev.loopline.cli.status.RegistryFile;
import dev.loopline.cli.status.StageCounts;
import dev.loopline.cli.status.StageReader;
import dev.loopline.cli.text.Columns;
import dev.loopline.cli.text.Texts;
import dev.loopline.cli.verify.VerifyServer;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A stack in the foreground: starts it, prints its progress, stops it on Ctrl-C or SIGTERM with exit code 0. Used by one
 * thread.
 */
final class StackSession implements AutoCloseable {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    /** Widths of the first columns. */
    private static final int BEGINNINGS = 14;

    private static final int ADDRESSES = 18;

    private final StackOptions options;
    private final Terminal terminal;
    private final LocalStack stack;
    private final StageReader stages;
    private final AtomicBoolean endsByItself = new AtomicBoolean();
    private final AtomicReference<VerifyServer> verify = new AtomicReference<>();
    private StageCounts seen = StageCounts.NONE;

    private StackSession(StackOptions options, Terminal terminal) {
        this.options = options;
        this.terminal = terminal;
        this.stack = LocalStack.prepare(options);
        this.stages = new StageReader(RegistryFile.of(options.rdagentHome()));
        Runtime.getRuntime().addShutdownHook(new Thread(this::stopOnSignal, "loopline-signal"));
    }

    /** Starts everything and prints READY. */
    static StackSession start(StackOptions options, Terminal terminal) {
        StackSession session = new StackSession(options, terminal);
        try {
            BrokerLog.into(options.data());
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

    /** Shows how far the history is until nothing is under way, or nothing moves any more. */
    void showHistory() throws InterruptedException {
        StageCounts counts = look();
        int same = 0;
        while (same < patience(counts)) {
            terminal.progress(Texts.text("up.history", counts.line()));
            failIfOver(BETWEEN_LOOKS);
            StageCounts now = look();
            same = now.equals(counts) ? same + 1 : 0;
            counts = now;
        }
        terminal.done(counts.isSettled() ? settled(counts) : Texts.text("up.history.still", counts.line()));
    }

    /** The registry says that all is in AIstock; its database is asked too, because it may be another one than it was. */
    private String settled(StageCounts counts) throws InterruptedException {
        HistoryCheck check = new HistoryCheck(
                new ImportedLoops(RegistryFile.of(options.rdagentHome()), () -> Databases.open(endpoints())),
                endpoints().aistockImporterUrl());
        while (!check.isWhole() && !check.isHopeless()) {
            terminal.progress(Texts.text("up.history.mending", check.problem()));
            failIfOver(BETWEEN_LOOKS);
        }
        return check.problem().isEmpty()
                ? Texts.text("up.history.in", counts.line())
                : Texts.text("up.history.out", check.problem());
    }

    /** How many equal looks mean that no more is to come: a home is scanned in steps, and a large loop takes its time. */
    private static int patience(StageCounts counts) {
        if (!counts.isSettled()) {
            return 60;
        }
        return counts.registered() == 0 ? 12 : 4;
    }

    /** Stays until the stack cannot go on, printing every new loop in AIstock. */
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
        stop();
    }

    private void stop() {
        VerifyServer server = verify.get();
        if (server != null) {
            server.close();
        }
        stack.close();
    }

    private String startVerify() {
        try {
            VerifyServer server = VerifyServer.start(endpoints(), options.verifyPort(), ServiceCalls.guard());
            verify.set(server);
            return server.url();
        } catch (IOException e) {
            throw new StackException(Texts.text("up.verify.failed", options.verifyPort(), e.getMessage()), e);
        }
    }

    private void run() {
        terminal.line("Loopline");
        terminal.line(beginning("up.rdagent") + options.rdagentHome());
        terminal.line(beginning("up.aistock") + options.aistockHome());
        terminal.line(beginning("up.data")
                + Texts.text("up.data.folder", options.data(), options.data().logs()));
        long began = System.nanoTime();
        terminal.progress(Texts.text("up.starting", stack.instances().size()));
        stack.start();
        String verifyUrl = startVerify();
        terminal.done("READY");
        terminal.line(beginning("up.started")
                + Texts.text(
                        "up.seconds",
                        Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0));
        for (Service service : Service.values()) {
            terminal.line("  " + Columns.padded(service.serviceName(), ADDRESSES) + " "
                    + endpoints().url(service));
        }
        terminal.line(
                "  " + Columns.padded("Kafka", ADDRESSES) + " " + endpoints().kafkaBootstrapServers());
        terminal.line("  " + Columns.padded("PostgreSQL", ADDRESSES) + " "
                + endpoints().jdbcUrl());
        terminal.line("  " + Columns.padded(Texts.text("up.verification"), ADDRESSES) + " " + verifyUrl);
    }

    private static String beginning(String key) {
        return "  " + Columns.padded(Texts.text(key), BEGINNINGS) + " ";
    }

    private StageCounts look() {
        try {
            seen = stages.read();
        } catch (SQLException e) {
            // Only this display suffers; the watcher says for itself when the registry is damaged.
            terminal.progress(Texts.text("up.registry.unreadable", e.getMessage()));
        }
        return seen;
    }

    /** A signal ends the program in an orderly way; that is no failure. */
    private void stopOnSignal() {
        if (endsByItself.compareAndSet(false, true)) {
            terminal.done(Texts.text("up.stopping"));
            stop();
            terminal.done(Texts.text("up.stopped"));
            Runtime.getRuntime().halt(0);
        }
    }
}

package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * All of Loopline on this machine: broker in this JVM and PostgreSQL (or the user's own), the services as child processes, each
 * kept alive.
 *
 * <pre>{@code
 * try (LocalStack stack = LocalStack.start(StackOptions.builder(repository, home, data).freePorts().build())) {
 *     stack.endpoints().aistockImporterUrl();
 *     stack.crash("bundle-service"); // killed, and started again by itself
 * }
 * }</pre>
 *
 * An instance is named as its service; further bundlers are {@code bundle-service-2} and so on. Safe for all threads.
 */
public final class LocalStack implements AutoCloseable {

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(25);
    private static final Duration ARCHIVING_PATIENCE = Duration.ofMinutes(3);

    private final StackOptions options;
    private final FolderLock lock;
    private final EmbeddedServers servers;
    private final Instances instances;
    private final List<Integer> furtherBundlerPorts;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final Thread closeAtExit = new Thread(this::close, "loopline-stop");
    private final boolean archivesClasses;
    private boolean stopped;
    private @Nullable Endpoints endpoints;

    private LocalStack(StackOptions options, FolderLock lock) {
        this.options = options;
        this.lock = lock;
        this.archivesClasses = options.classArchives().areMade();
        this.servers = new EmbeddedServers(options);
        this.instances = new Instances(options, failure::complete);
        ServiceCommand command = new ServiceCommand(options, servers.kafkaAddress(), servers.databaseAddress());
        for (Service service : Service.values()) {
            if (options.runs(service)) {
                instances.add(command.plan(
                        service, service.serviceName(), options.ports().of(service)));
            }
        }
        this.furtherBundlerPorts = PortPlan.freePorts(options.bundlers() - 1);
        for (int i = 0; i < furtherBundlerPorts.size(); i++) {
            instances.add(
                    command.plan(Service.BUNDLE_SERVICE, Endpoints.furtherBundler(i), furtherBundlerPorts.get(i)));
        }
    }

    /**
     * Starts everything and returns when all services are ready; {@code endpoints.json} is written by then.
     *
     * @throws StackException if anything is in the way; then nothing is left running
     */
    public static LocalStack start(StackOptions options) {
        LocalStack stack = prepare(options);
        stack.start();
        return stack;
    }

    /**
     * Takes the data folder and starts nothing yet, for those who want to be able to {@link #close()} during the start.
     *
     * @throws StackException if something is not built, or the data folder is in use
     */
    public static LocalStack prepare(StackOptions options) {
        options.installation().requireComplete();
        FolderLock lock = options.data().take();
        try {
            HomeMark.require(options.data(), options.rdagentHome());
            return new LocalStack(options, lock);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /**
     * Starts what was prepared and returns when all services are ready.
     *
     * @throws StackException if anything is in the way; then all is stopped and this stack is of no more use
     */
    public void start() {
        try {
            startAll();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Where everything listens. */
    public Endpoints endpoints() {
        if (endpoints == null) {
            throw new IllegalStateException("not started");
        }
        return endpoints;
    }

    /** Names of all instances. */
    public List<String> instances() {
        return instances.names();
    }

    /** The log of an instance. */
    public Path log(String instance) {
        return instances.get(instance).plan().log();
    }

    /** The process of an instance, if it runs. */
    public Optional<ProcessHandle> handle(String instance) {
        return instances.get(instance).handle();
    }

    /** Kills an instance the hard way (SIGKILL) and returns at once; the stack starts it again by itself. */
    public void crash(String instance) {
        instances.get(instance).kill();
    }

    /** Kills an instance the hard way (SIGKILL); it stays down until {@link #start(String)}. */
    public void kill(String instance) {
        instances.get(instance).unwanted();
        instances.get(instance).kill();
    }

    /** Stops an instance in an orderly way (SIGTERM) and waits for its end; it stays down until {@link #start(String)}. */
    public void stop(String instance) {
        instances.get(instance).askToEnd();
        instances.get(instance).endWithin(STOP_PATIENCE);
    }

    /** Starts an instance that is down and waits until it is ready. */
    public void start(String instance) {
        instances.launch(instances.get(instance));
        awaitReady(instance);
    }

    /** Waits until an instance is ready, after {@link #crash} for instance. */
    public void awaitReady(String instance) {
        instances.awaitReady(
                instances.get(instance),
                System.nanoTime() + options.startTimeout().toNanos());
    }

    /** Stops the embedded broker; the services wait for it. */
    public void stopBroker() {
        servers.stopKafka();
    }

    /** Starts the embedded broker again, at the same address. */
    public void startBroker() {
        servers.startKafka();
    }

    /** Stops the embedded PostgreSQL; the importer waits for it. */
    public void stopDatabase() {
        servers.stopDatabase();
    }

    /** Starts the embedded PostgreSQL again, at the same address. */
    public void startDatabase() {
        servers.startDatabase();
    }

    /**
     * Waits until the stack cannot go on any more.
     *
     * @param patience how long to wait
     * @return why, or empty if it still runs
     */
    public Optional<String> awaitFailure(Duration patience) throws InterruptedException {
        try {
            return Optional.of(failure.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    /**
     * Stops the services in reverse order, then the database, then the broker. Runs by itself when the program ends. The
     * second call waits for the first and does nothing else.
     */
    @Override
    public void close() {
        instances.refuseStarts();
        synchronized (closeAtExit) {
            if (!stopped) {
                stopped = true;
                stopEverything();
            }
        }
    }

    private void stopEverything() {
        instances.endAll(archivesClasses ? ARCHIVING_PATIENCE : STOP_PATIENCE);
        servers.close();
        FileUtils.deleteQuietly(options.data().temporary().toFile());
        try {
            Files.deleteIfExists(options.data().endpointsFile());
            instances.forgetLeftovers();
        } catch (IOException e) {
            options.announce(Texts.text("stack.file.unremovable", options.data(), e.getMessage()));
        }
        lock.close();
        leaveHooks();
    }

    private void leaveHooks() {
        try {
            Runtime.getRuntime().removeShutdownHook(closeAtExit);
        } catch (IllegalStateException e) {
            // The program is ending, and this is the hook at work.
            return;
        }
    }

    private void startAll() {
        Runtime.getRuntime().addShutdownHook(closeAtExit);
        new StartSequence(options, servers, instances).run();
        announceEndpoints();
    }

    private void announceEndpoints() {
        endpoints = Endpoints.of(options, servers.kafkaAddress(), servers.databaseAddress(), furtherBundlerPorts);
        try {
            endpoints.write(options.data().endpointsFile());
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.data.unwritten", options.data(), e), e);
        }
    }
}

package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;

/** The order in which the parts of a stack start. Used once, by one thread. */
record StartSequence(StackOptions options, EmbeddedServers servers, Instances instances) {

    /**
     * Returns when all services are ready.
     *
     * @throws StackException if anything is in the way; what was started by then is left running
     */
    void run() {
        clearTraces();
        requireFreePorts();
        Predicate<SupervisedProcess> others =
                is(Service.AISTOCK_IMPORTER).or(is(Service.WORKSPACE_WATCHER)).negate();
        CompletableFuture<Void> kafka = CompletableFuture.runAsync(servers::startKafka, StartSequence::onItsOwnThread);
        CompletableFuture<Void> database = CompletableFuture.runAsync(
                        servers::startDatabase, StartSequence::onItsOwnThread)
                .thenRun(servers::refuseNewerTables);
        try {
            // The services wait for the broker by themselves, so the machine is busy with both. The watcher comes last:
            // what it finds would keep the others from getting ready. Only the backfill service may wait for it, at the
            // first start, when the watcher gives the home its id.
            instances.launch(others);
            join(database);
            instances.launch(is(Service.AISTOCK_IMPORTER));
            join(kafka);
        } catch (RuntimeException e) {
            // What is still starting must be there to be stopped.
            kafka.exceptionally(alsoFailed -> null).join();
            database.exceptionally(alsoFailed -> null).join();
            throw e;
        }
        long deadline = System.nanoTime() + options.startTimeout().toNanos();
        instances.awaitReady(others.and(is(Service.BACKFILL_SERVICE).negate()), deadline);
        instances.launch(is(Service.WORKSPACE_WATCHER));
        instances.awaitReady(process -> true, deadline);
        servers.showRegistry();
    }

    /** On two processors the common pool has one thread, for one thing after the other. */
    private static void onItsOwnThread(Runnable task) {
        new Thread(task, "start").start();
    }

    private void clearTraces() {
        try {
            instances.endLeftovers();
            if (PrivateFolder.isOpen(options.data().root())) {
                options.announce(Texts.text("stack.data.open", options.data()));
            }
            Files.deleteIfExists(options.data().endpointsFile());
            Files.createDirectories(options.aistockHome());
            for (String instance : instances.names()) {
                PrivateFolder.make(options.data().state(instance));
            }
        } catch (IOException e) {
            throw new StackException(Texts.text("stack.data.unprepared", options.data(), e), e);
        }
    }

    private void requireFreePorts() {
        servers.requireFreePorts();
        for (Service service : Service.values()) {
            PortCheck.requireFree(options.ports().of(service), Texts.text("purpose.service", service.serviceName()));
        }
        PortCheck.requireFree(options.verifyPort(), Texts.text("purpose.verification"));
    }

    private static Predicate<SupervisedProcess> is(Service service) {
        return process -> process.plan().instance().equals(service.serviceName());
    }

    private static void join(CompletableFuture<Void> started) {
        try {
            started.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StackException known ? known : new StackException(e.getCause() + "", e);
        }
    }
}

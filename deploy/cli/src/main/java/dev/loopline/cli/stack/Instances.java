package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The child processes of one stack, each kept alive, by the names of the instances. Safe for all threads once all are added. */
final class Instances {

    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration UNTIL_RECORDED = Duration.ofSeconds(1);

    private final StackOptions options;
    private final Consumer<String> givenUp;
    private final Leftovers leftovers;
    private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
    private final Readiness readiness = new Readiness();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "loopline-supervisor");
        thread.setDaemon(true);
        return thread;
    });
    private boolean closed;
    private boolean recordFails;

    /** @param givenUp gets once the reason why a process will not be started any more */
    Instances(StackOptions options, Consumer<String> givenUp) {
        this.options = options;
        this.givenUp = givenUp;
        this.leftovers = new Leftovers(options.data().processesFile());
    }

    void add(LaunchPlan plan) {
        processes.put(
                plan.instance(), new SupervisedProcess(plan, timer, this::recordChildren, options::announce, givenUp));
    }

    List<String> names() {
        return List.copyOf(processes.keySet());
    }

    /** @throws IllegalArgumentException if there is none of this name */
    SupervisedProcess get(String instance) {
        SupervisedProcess process = processes.get(instance);
        if (process == null) {
            throw new IllegalArgumentException(Texts.text("stack.instance.unknown", instance, processes.keySet()));
        }
        return process;
    }

    /** Ends what a run that was killed left behind. */
    void endLeftovers() throws IOException {
        leftovers.end(options::announce);
    }

    /** Starts those that are wanted, in the order in which they were added. */
    void launch(Predicate<SupervisedProcess> wanted) {
        processes.values().stream().filter(wanted).forEach(this::launch);
    }

    /** @throws StackException if everything is being stopped */
    void launch(SupervisedProcess process) {
        synchronized (processes) {
            if (closed) {
                throw new StackException(Texts.text("stack.stopping"));
            }
            process.start();
        }
    }

    /** Waits until those that are wanted answer that they are ready. */
    void awaitReady(Predicate<SupervisedProcess> wanted, long deadlineNanos) {
        processes.values().stream().filter(wanted).forEach(process -> awaitReady(process, deadlineNanos));
    }

    /** @throws StackException if it was given up, or is not ready in time */
    void awaitReady(SupervisedProcess process, long deadlineNanos) {
        while (!(process.isAlive() && readiness.answersOk(process.plan().readiness()))) {
            if (process.failure().isPresent()) {
                throw new StackException(process.failure().get());
            }
            if (System.nanoTime() > deadlineNanos) {
                throw new StackException(Texts.text(
                        "stack.service.late",
                        process.plan().instance(),
                        options.startTimeout().toSeconds(),
                        process.plan().log()));
            }
            pause();
        }
        process.markReady();
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StackException(Texts.text("stack.interrupted"), e);
        }
    }

    /** From now on nothing is started any more. */
    void refuseStarts() {
        synchronized (processes) {
            closed = true;
        }
    }

    /** Asks all to end, the last first, and kills what has not ended after the patience. */
    void endAll(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<SupervisedProcess> lastFirst = new ArrayList<>(processes.values());
        Collections.reverse(lastFirst);
        lastFirst.forEach(SupervisedProcess::askToEnd);
        lastFirst.forEach(process -> process.endWithin(Duration.ofNanos(deadline - System.nanoTime())));
        timer.shutdownNow();
    }

    /** Nothing is left that a later run would have to end. */
    void forgetLeftovers() throws IOException {
        leftovers.forget();
    }

    /** Tried again until it succeeds, for a full disk may get room. On the timer's thread only. */
    private void recordChildren() {
        try {
            leftovers.record(List.copyOf(processes.values()));
            recordFails = false;
        } catch (IOException e) {
            if (!recordFails) {
                options.announce(Texts.text("stack.data.children", options.data(), e.getMessage()));
            }
            recordFails = true;
            timer.schedule(this::recordChildren, UNTIL_RECORDED.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}

package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.file.PrivateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;

/**
 * One child process that is kept alive: what dies after it was ready is started again with growing pauses, five times in
 * a row at most; what dies before it was ready has failed. A process that lived for a minute begins a new row. A process
 * that somebody else killed is started again however often that happens. Safe for all threads.
 */
final class SupervisedProcess {

    /** Pauses before the first, second, … restart in a row. The first one lets a Ctrl-C that reached all of us pass. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(10));

    private static final Duration STEADY = Duration.ofMinutes(1);

    /** Java says by such a code that a signal ended the process: 128 and the signal's number. */
    private static final int KILLED = 128;

    private static final long ROOM_FOR_LIBRARIES = 64L << 20;

    private final LaunchPlan plan;
    private final ScheduledExecutorService timer;
    private final Runnable launched;
    private final Consumer<String> announcements;
    private final Consumer<String> givenUp;

    private @Nullable Process process;
    private boolean wanted;
    private boolean wasReady;
    private int restartsInARow;
    private long startedNanos;
    private long logOffset;
    private Optional<String> failure = Optional.empty();

    /**
     * @param timer runs the restarts and the callback
     * @param launched called after each start of the process, on the timer's thread
     * @param announcements gets deaths and restarts
     * @param givenUp gets once the reason why this process will not be started any more
     */
    SupervisedProcess(
            LaunchPlan plan,
            ScheduledExecutorService timer,
            Runnable launched,
            Consumer<String> announcements,
            Consumer<String> givenUp) {
        this.plan = plan;
        this.timer = timer;
        this.launched = launched;
        this.announcements = announcements;
        this.givenUp = givenUp;
    }

    LaunchPlan plan() {
        return plan;
    }

    /** Starts the process; does nothing if it runs. */
    synchronized void start() {
        wanted = true;
        failure = Optional.empty();
        if (process == null || !process.isAlive()) {
            wasReady = false;
            restartsInARow = 0;
            launch();
        }
    }

    /** To be called when it first answered that it is ready: from now on a death is followed by a restart. */
    synchronized void markReady() {
        wasReady = true;
    }

    synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** The running process. */
    synchronized Optional<ProcessHandle> handle() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::toHandle);
    }

    /** Why it was given up, if it was. */
    synchronized Optional<String> failure() {
        return failure;
    }

    /** Kills it the hard way. Unless {@link #unwanted} was called before, it is started again. */
    void kill() {
        handle().ifPresent(ProcessHandle::destroyForcibly);
        awaitEnd(Duration.ofSeconds(10));
    }

    /** From now on it may die without being started again. */
    synchronized void unwanted() {
        wanted = false;
    }

    /** Asks it to end (SIGTERM) and does not wait. */
    void askToEnd() {
        unwanted();
        handle().ifPresent(ProcessHandle::destroy);
    }

    /** Waits for the end that was asked for, and kills it when the patience is over. */
    void endWithin(Duration patience) {
        if (!awaitEnd(patience)) {
            announcements.accept(Texts.text("stack.service.killed", plan.instance()));
            kill();
        }
    }

    private boolean awaitEnd(Duration patience) {
        Process current;
        synchronized (this) {
            current = process;
        }
        try {
            return current == null || current.waitFor(Math.max(0, patience.toMillis()), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void launch() {
        try {
            LogRotation.rotate(plan.log());
            PrivateFolder.makeFile(plan.log());
            logOffset = Files.exists(plan.log()) ? Files.size(plan.log()) : 0;
            ProcessBuilder builder = new ProcessBuilder(command())
                    .directory(plan.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(plan.log().toFile()));
            builder.environment().putAll(plan.environment());
            Process started = builder.start();
            started.getOutputStream().close();
            startedNanos = System.nanoTime();
            process = started;
            started.onExit().thenAcceptAsync(this::ended, timer);
            timer.execute(launched);
        } catch (IOException e) {
            giveUp(Texts.text("stack.service.unstartable", plan.instance(), e.getMessage()));
        }
    }

    /** The command with a temporary folder of its own, that of the system where there is no room for one. */
    private List<String> command() {
        List<String> command = new ArrayList<>(plan.command());
        try {
            Path folder = plan.data().temporary(plan.instance());
            FileUtils.deleteQuietly(folder.toFile()); // of a process that was killed
            PrivateFolder.make(folder);
            if (Files.getFileStore(folder).getUsableSpace() > ROOM_FOR_LIBRARIES) {
                command.add(1, "-Djava.io.tmpdir=" + folder);
            }
        } catch (IOException e) {
            return plan.command();
        }
        return command;
    }

    private synchronized void ended(Process which) {
        if (which != process || !wanted) {
            return;
        }
        String words = Texts.text(
                "stack.service.ended", plan.instance(), which.exitValue(), LastWords.of(plan.log(), logOffset));
        boolean isKilled = which.exitValue() > KILLED;
        if (isKilled || System.nanoTime() - startedNanos > STEADY.toNanos()) {
            restartsInARow = 0;
        }
        if (!wasReady) {
            giveUp(words);
        } else if (restartsInARow == PAUSES.size()) {
            giveUp(words + System.lineSeparator() + Texts.text("stack.service.givenUp", PAUSES.size()));
        } else {
            Duration pause = PAUSES.get(restartsInARow);
            restartsInARow++;
            timer.schedule(() -> restart(which), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized void restart(Process dead) {
        if (wanted && dead == process) {
            announcements.accept(Texts.text(
                    "stack.service.again", plan.instance(), dead.exitValue(), restartsInARow, PAUSES.size()));
            launch();
        }
    }

    private void giveUp(String words) {
        wanted = false;
        failure = Optional.of(words);
        givenUp.accept(words);
    }
}

package dev.loopline.cli.stack;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.file.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The children of a program that was killed live on. They are written down as they start, and the next start on the same
 * data folder ends them. A process counts as ours only if it has the recorded number and the recorded start time, because
 * the system uses numbers again.
 */
final class Leftovers {

    /** Start times are read from the system's clock and may differ by this much between two readings. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    /** For all together. The broker ended with its program, and some would wait for it much longer; a kill does them no harm. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /**
     * A child that was started.
     *
     * @param instance its name
     * @param pid its number
     * @param startedAt when the system says that it began
     */
    record Child(String instance, long pid, Instant startedAt) {}

    private final Path file;

    Leftovers(Path file) {
        this.file = file;
    }

    /** Writes down which children run now. */
    void record(List<SupervisedProcess> processes) throws IOException {
        List<Child> children = processes.stream()
                .flatMap(process -> process.handle().stream()
                        .flatMap(handle -> handle.info().startInstant().stream()
                                .map(at -> new Child(process.plan().instance(), handle.pid(), at))))
                .toList();
        PrivateFile.write(file, Json.mapper().writeValueAsString(children) + "\n");
    }

    /** Asks all that an earlier run left behind to end, kills what has not ended after the patience, and forgets them. */
    void end(Consumer<String> announcements) throws IOException {
        if (Files.exists(file)) {
            List<ProcessHandle> alive = new ArrayList<>();
            for (Child child : Json.mapper().readValue(Files.readString(file), new TypeReference<List<Child>>() {})) {
                ProcessHandle.of(child.pid())
                        .filter(handle -> isSame(handle, child))
                        .ifPresent(handle -> {
                            announcements.accept(Texts.text("stack.leftover", child.instance(), child.pid()));
                            handle.destroy();
                            alive.add(handle);
                        });
            }
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            alive.forEach(handle -> awaitEnd(handle, deadline));
            Files.delete(file);
        }
    }

    void forget() throws IOException {
        Files.deleteIfExists(file);
    }

    private static boolean isSame(ProcessHandle handle, Child child) {
        return handle.isAlive()
                && handle.info()
                        .startInstant()
                        .map(at -> Duration.between(at, child.startedAt()).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(false);
    }

    private static void awaitEnd(ProcessHandle handle, long deadlineNanos) {
        try {
            handle.onExit().get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            handle.destroyForcibly();
            handle.onExit().join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        }
    }
}

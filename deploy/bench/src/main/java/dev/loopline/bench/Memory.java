package dev.loopline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The most memory that all processes held at once: this one with the broker, the services, PostgreSQL. Proportional set
 * size from {@code /proc}, so that shared pages count once; 0 where there is no such file system.
 */
final class Memory implements AutoCloseable {

    private static final int KILO = 1024;
    /** The kernel walks all pages of a process for a sample, so it is not taken more often. */
    private static final int SAMPLE_SECONDS = 3;

    private final Path postmasterPid;
    private final ScheduledExecutorService sampler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "memory");
        thread.setDaemon(true);
        return thread;
    });
    private volatile long peakKilobytes;

    /** @param data the data folder of the stack */
    Memory(Path data) {
        this.postmasterPid = data.resolve("postgres");
        sampler.scheduleWithFixedDelay(this::sample, 0, SAMPLE_SECONDS, TimeUnit.SECONDS);
    }

    long peakMebibytes() {
        return peakKilobytes / KILO;
    }

    private void sample() {
        long sum = processes().stream().mapToLong(Memory::kilobytes).sum();
        peakKilobytes = Math.max(peakKilobytes, sum);
    }

    private Set<Long> processes() {
        Set<Long> pids = new LinkedHashSet<>();
        addTree(ProcessHandle.current(), pids);
        postmaster().flatMap(ProcessHandle::of).ifPresent(process -> addTree(process, pids));
        return pids;
    }

    private static void addTree(ProcessHandle root, Set<Long> pids) {
        pids.add(root.pid());
        root.descendants().forEach(process -> pids.add(process.pid()));
    }

    private Optional<Long> postmaster() {
        try (Stream<Path> files = Files.find(postmasterPid, 4, (file, attributes) -> file.endsWith("postmaster.pid"))) {
            Optional<Path> file = files.findFirst();
            return file.isEmpty()
                    ? Optional.empty()
                    : Files.readAllLines(file.get()).stream().findFirst().map(line -> Long.parseLong(line.strip()));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static long kilobytes(long pid) {
        try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "smaps_rollup"))) {
            return lines.filter(line -> line.startsWith("Pss:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        } catch (IOException | RuntimeException e) {
            // The process ended between the two looks.
            return 0;
        }
    }

    @Override
    public void close() {
        sampler.shutdownNow();
    }
}

package dev.loopline.embedded;

import dev.loopline.embedded.EmbeddedServerException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server process that runs on a cluster folder, found by its {@code postmaster.pid}: PostgreSQL lives on when the
 * JVM that started it is killed. Only for callers that own the folder. Stateless.
 */
final class PostgresProcess {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    /** Ends sessions, writes a checkpoint, exits: the server's "fast" shutdown. */
    private static final String FAST = "-INT";
    /** Exits at once and recovers at the next start: its "immediate" shutdown. */
    private static final String IMMEDIATE = "-QUIT";

    private final Path cluster;
    private final Path pidFile;

    PostgresProcess(Path cluster) {
        this.cluster = cluster;
        this.pidFile = cluster.resolve("postmaster.pid");
    }

    /**
     * Stops whatever server runs on the folder, and removes a process number that belongs to another process by now (after
     * a reboot, say), which would keep the server from starting.
     *
     * @throws EmbeddedServerException {@link Reason#FOLDER_IN_USE} if it runs and does not stop
     */
    void stopIfRunning() throws IOException, InterruptedException {
        List<String> lines = pidLines();
        Optional<ProcessHandle> found = processOf(lines);
        if (found.isEmpty()) {
            return; // not running; the server itself removes what is left of the file
        }
        ProcessHandle process = found.get();
        if (!isServerHere(process, lines)) {
            LOG.info("Removing the pid file of a server that is gone pid={} cluster={}", process.pid(), cluster);
            Files.deleteIfExists(pidFile);
            return;
        }
        LOG.info("Stopping a server that outlived its program pid={} cluster={}", process.pid(), cluster);
        if (endsAfter(process, FAST, Duration.ofSeconds(10)) || endsAfter(process, IMMEDIATE, Duration.ofSeconds(5))) {
            return;
        }
        throw new EmbeddedServerException(
                Reason.FOLDER_IN_USE,
                "A PostgreSQL server (process " + process.pid() + ") is running on " + cluster
                        + " and does not stop. End that process, or choose another data folder.",
                null);
    }

    /** Completes when the server that runs on the folder now has ended; at once if there is none. */
    CompletableFuture<?> onExit() throws IOException {
        return processOf(pidLines())
                .<CompletableFuture<?>>map(ProcessHandle::onExit)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    private List<String> pidLines() throws IOException {
        try {
            return Files.readAllLines(pidFile);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static Optional<ProcessHandle> processOf(List<String> lines) {
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        try {
            return ProcessHandle.of(Long.parseLong(lines.get(0).strip())).filter(ProcessHandle::isAlive);
        } catch (NumberFormatException e) {
            return Optional.empty(); // half a file: the server was killed while it wrote it
        }
    }

    /** A process number alone proves nothing, as numbers are given out again; what cannot be seen counts as here. */
    private boolean isServerHere(ProcessHandle process, List<String> lines) {
        Optional<Boolean> isPostgres = process.info()
                .command()
                .map(command -> String.valueOf(Path.of(command).getFileName()).startsWith("postgres"));
        Optional<Boolean> namesCluster = process.info()
                .arguments()
                .map(List::of)
                .map(arguments -> arguments.contains(cluster.toString())
                        || (lines.size() > 1 && arguments.contains(lines.get(1))));
        return isPostgres.orElse(true) && namesCluster.orElse(true);
    }

    private boolean endsAfter(ProcessHandle process, String signal, Duration patience)
            throws IOException, InterruptedException {
        if (WINDOWS) {
            process.destroyForcibly(); // no signals there; the next start recovers from the write-ahead log
        } else {
            new ProcessBuilder("kill", signal, Long.toString(process.pid()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        }
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IOException("Cannot wait for process " + process.pid(), e);
        }
    }
}

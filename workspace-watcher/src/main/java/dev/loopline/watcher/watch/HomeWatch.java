package dev.loopline.watcher.watch;

import dev.loopline.watcher.home.RdAgentHome;
import dev.loopline.watcher.registry.RegistryPlace;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Looks every few seconds whether the home and its registry are where they were, and refreshes the lease, on a thread of its
 * own: rounds through a home at rest are rare, and a network drive that hangs blocks the thread that asks it. Safe for all threads.
 */
final class HomeWatch implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(HomeWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(4);

    private final WatchedHome watched;
    private final WatchBoard board;
    private final Signals signals;
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "home-watch");
        thread.setDaemon(true);
        return thread;
    });

    /** @param signals get {@link Signals.Kind#FOLDERS} when the home is back, or another registry lies in its place */
    HomeWatch(WatchedHome watched, WatchBoard board, Signals signals) {
        this.watched = watched;
        this.board = board;
        this.signals = signals;
    }

    void start() {
        executor.scheduleWithFixedDelay(this::look, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            board.homeAsked();
            note(fault());
        } catch (RuntimeException e) {
            LOG.error("Unforeseen failure while looking whether the home is there; it is looked again.", e);
        } finally {
            board.homeAnswered();
        }
    }

    private void note(Optional<String> fault) {
        Optional<String> before = board.homeProblem();
        board.homeProblem(fault.orElse(null));
        if (fault.isPresent() && !fault.equals(before)) {
            LOG.errorf("No loops can be found at the moment, it is looked again: %s", fault.get());
        } else if (fault.isEmpty() && before.isPresent()) {
            LOG.info("The home and its registry are there again.");
            signals.raise(Signals.Kind.FOLDERS);
        }
    }

    private Optional<String> fault() {
        Optional<String> missing = missing(watched.home());
        if (missing.isPresent()) {
            watched.registry().distrust();
            return missing;
        }
        return refresh(watched.home());
    }

    private Optional<String> missing(RdAgentHome home) {
        if (!Files.isDirectory(home.root())) {
            return Optional.of("the RD-Agent home " + home.root()
                    + " is not there; what was carried stays as it is until the home is back");
        }
        if (watched.book().size() > 0 && home.isAway()) {
            return Optional.of(
                    "the RD-Agent home " + home.root()
                            + " is empty, as a mount point without its disk is; what was carried stays as it is until it is back");
        }
        return RegistryPlace.fault(watched.registry().file());
    }

    private Optional<String> refresh(RdAgentHome home) {
        try {
            watched.lease().renew(watched.book().size());
            if (watched.registry().isReplaced()) {
                signals.raise(Signals.Kind.FOLDERS);
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of("the RD-Agent home " + home.root() + " cannot be written (" + e
                    + "); give this user the right, or make room, and it goes on");
        }
    }

    @Override
    public void close() {
        executor.shutdown();
    }
}

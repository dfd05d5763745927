package dev.loopline.cli.stack;

import dev.loopline.cli.text.Texts;
import dev.loopline.embedded.EmbeddedServerException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server that is kept running: when it ends by itself, it is started again at the same address, for as long as it takes,
 * with growing pauses. The services wait for it meanwhile. Safe for all threads.
 */
final class SupervisedServer<S extends AutoCloseable> {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final String name;
    private final Start<S> start;
    private final Consumer<String> announcements;
    private final ScheduledExecutorService restarts = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "loopline-server-restart");
        thread.setDaemon(true);
        return thread;
    });
    private @Nullable S running;
    private boolean wanted;
    private boolean closed;

    /** Starts a server. */
    @FunctionalInterface
    interface Start<S> {
        /**
         * @param onEnd to be called with the reason when the server ends by itself
         * @throws EmbeddedServerException if it does not start
         */
        S start(Consumer<String> onEnd);
    }

    /** @param announcements receives ends and restarts */
    SupervisedServer(String name, Start<S> start, Consumer<String> announcements) {
        this.name = name;
        this.start = start;
        this.announcements = announcements;
    }

    /**
     * Starts the server unless it runs.
     *
     * @throws StackException if it does not start; then it is not tried again
     */
    synchronized void start() {
        if (running == null && !closed) {
            try {
                launch();
                wanted = true;
            } catch (EmbeddedServerException e) {
                throw new StackException(reason(e), e);
            }
        }
    }

    /** The server, if it runs. */
    synchronized Optional<S> running() {
        return Optional.ofNullable(running);
    }

    /** Stops the server; it stays down until {@link #start}. */
    synchronized void stop() {
        wanted = false;
        end();
    }

    /** Stops the server for good; waits for a start that is under way. */
    synchronized void close() {
        closed = true;
        restarts.shutdownNow();
        stop();
    }

    private void launch() {
        Launch launch = new Launch();
        S server = start.start(launch::ended);
        launch.server = server;
        running = server;
    }

    /** One start, to know whose end is reported. */
    private final class Launch {
        private volatile @Nullable S server;

        /** Returns at once, because the thread may be one that the server waits for when it stops. */
        private void ended(String reason) {
            try {
                restarts.execute(() -> restart(this, reason));
            } catch (RejectedExecutionException e) {
                // The supervisor is closed, which ended the server.
                return;
            }
        }
    }

    private synchronized void restart(Launch launch, String reason) {
        if (wanted && running != null && running == launch.server) {
            announcements.accept(Texts.text("stack.server.again", name, reason));
            end();
            startAgain(FIRST_PAUSE);
        }
    }

    /** The server says what is the matter in English only. */
    private static String reason(EmbeddedServerException e) {
        String words = e.getMessage() == null ? e.toString() : e.getMessage();
        return Texts.text("stack.server.reason." + e.reason(), words);
    }

    private synchronized void startAgain(Duration pause) {
        if (!wanted || closed || running != null) {
            return;
        }
        try {
            launch();
            announcements.accept(Texts.text("stack.server.back", name));
        } catch (EmbeddedServerException e) {
            if (pause.equals(FIRST_PAUSE)) {
                announcements.accept(Texts.text("stack.server.retried", name, reason(e)));
            }
            Duration longer = pause.multipliedBy(2);
            Duration next = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
            restarts.schedule(() -> startAgain(next), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void end() {
        S ending = running;
        running = null;
        if (ending != null) {
            try {
                ending.close();
            } catch (Exception e) {
                announcements.accept(Texts.text("stack.server.unclean", name, e.getMessage()));
            }
        }
    }
}

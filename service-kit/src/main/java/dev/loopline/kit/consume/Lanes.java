package dev.loopline.kit.consume;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Queues of work, one per lane. What stands in a lane is taken in order, as one batch at a time; lanes run side by side on
 * a few threads. A batch that is not full may wait for more. Bounded: {@link #add} completes when there is room for more. Safe
 * for all threads.
 *
 * <p>After {@link #beginStop} nothing new is begun; a batch that runs may finish within {@value #GRACE_SECONDS} seconds, then its
 * thread is interrupted.
 */
class Lanes<T> {

    private static final Logger LOG = Logger.getLogger(Lanes.class);
    private static final int GRACE_SECONDS = 10;

    private final IntakeOptions options;
    private final Work<T> work;
    private final ScheduledThreadPoolExecutor threads;
    private final Map<Integer, Lane> lanes = new HashMap<>();
    private int inFlight;
    private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    private volatile boolean stopping;

    /** Makes the lanes of an intake. */
    interface Factory {
        <T> Lanes<T> make(String name, IntakeOptions options, Work<T> work);
    }

    /** What is done with a batch. */
    interface Work<T> {
        void process(List<T> batch) throws InterruptedException;
    }

    private final class Lane {
        private final Deque<T> queue = new ArrayDeque<>();
        private boolean running;
    }

    Lanes(String name, IntakeOptions options, Work<T> work) {
        this.options = options;
        this.work = work;
        this.threads = new ScheduledThreadPoolExecutor(options.threads(), task -> {
            Thread thread = new Thread(task, "intake-" + name);
            thread.setDaemon(true);
            return thread;
        });
        this.threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** @return completes when there is room for one more */
    synchronized CompletionStage<Void> add(int partition, T item) {
        int number = options.order() == IntakeOptions.Order.PER_PARTITION ? partition : 0;
        Lane lane = lanes.computeIfAbsent(number, unused -> new Lane());
        lane.queue.add(item);
        inFlight++;
        if (!lane.running) {
            begin(lane);
        }
        if (inFlight >= options.maxInFlight() && room.isDone()) {
            room = new CompletableFuture<>();
        }
        return room;
    }

    synchronized int inFlight() {
        return inFlight;
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Whether a failure says nothing about its batch, which is not acknowledged and comes again: while a service stops, its
     * clients and databases close.
     */
    boolean comesAgain(Exception failure) {
        return stopping;
    }

    synchronized void beginStop() {
        stopping = true;
        threads.shutdown();
    }

    void close() {
        try {
            if (!threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                threads.shutdownNow();
                threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void begin(Lane lane) {
        lane.running = !lane.queue.isEmpty() && !stopping;
        if (lane.running) {
            long wait =
                    lane.queue.size() < options.maxBatch() ? options.linger().toNanos() : 0;
            threads.schedule(() -> run(lane), wait, TimeUnit.NANOSECONDS);
        }
    }

    private void run(Lane lane) {
        List<T> batch = take(lane);
        try {
            if (!batch.isEmpty()) {
                work.process(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("Unforeseen failure of a batch; its records stay uncommitted and come again after a restart.", e);
        } finally {
            done(lane, batch.size());
        }
    }

    private synchronized List<T> take(Lane lane) {
        List<T> batch = new ArrayList<>();
        while (!stopping && batch.size() < options.maxBatch() && !lane.queue.isEmpty()) {
            batch.add(lane.queue.remove());
        }
        return batch;
    }

    private void done(Lane lane, int size) {
        CompletableFuture<Void> waiting = null;
        synchronized (this) {
            inFlight -= size;
            begin(lane);
            if (inFlight < options.maxInFlight() && !room.isDone()) {
                waiting = room;
            }
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }
}

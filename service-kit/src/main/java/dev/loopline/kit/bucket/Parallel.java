package dev.loopline.kit.bucket;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Does what mostly waits for a store side by side. Its threads end when they have had nothing to do for a while. Safe for all threads. */
public final class Parallel implements AutoCloseable {

    private static final long IDLE_SECONDS = 30;

    private final ThreadPoolExecutor threads;

    /**
     * Starts no thread yet.
     *
     * @param name of its threads
     * @param atOnce how many things are done at once at most
     */
    public Parallel(String name, int atOnce) {
        threads = new ThreadPoolExecutor(
                atOnce, atOnce, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread made = new Thread(task, name);
                    made.setDaemon(true);
                    return made;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /** What is done to each. */
    public interface Step<T, R> {
        R apply(T one) throws IOException;
    }

    /**
     * Does all, and waits for all.
     *
     * @return the results, in order
     * @throws IOException the first failure, when all others are done as well
     */
    public <T, R> List<R> all(List<T> items, Step<T, R> step) throws IOException {
        if (items.size() == 1) {
            return List.of(step.apply(items.get(0)));
        }
        try {
            List<Callable<R>> calls = new ArrayList<>();
            items.forEach(item -> calls.add(() -> step.apply(item)));
            return results(threads.invokeAll(calls));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private static <R> List<R> results(List<Future<R>> done) throws IOException, InterruptedException {
        List<R> results = new ArrayList<>();
        for (Future<R> one : done) {
            try {
                results.add(one.get());
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException failure) {
                    throw failure;
                }
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
        return results;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}

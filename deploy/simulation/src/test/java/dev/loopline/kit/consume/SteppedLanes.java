package dev.loopline.kit.consume;

import dev.loopline.kit.failure.FailureClassifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Lanes without threads: a batch is processed when {@link #step} is called, and a transient failure is not waited for but tried
 * again by a later step. For one thread.
 */
final class SteppedLanes<T> extends Lanes<T> {

    private final IntakeOptions options;
    private final Work<T> work;
    private final Map<Integer, Deque<T>> queues = new TreeMap<>();

    SteppedLanes(String name, IntakeOptions options, Work<T> work) {
        super(name, options, work);
        this.options = options;
        this.work = work;
    }

    @Override
    synchronized CompletionStage<Void> add(int partition, T item) {
        int lane = options.order() == IntakeOptions.Order.PER_PARTITION ? partition : 0;
        queues.computeIfAbsent(lane, unused -> new ArrayDeque<>()).add(item);
        return CompletableFuture.completedFuture(null);
    }

    /** Has the intake hand a transient failure back instead of waiting. */
    @Override
    boolean isStopping() {
        return true;
    }

    @Override
    boolean comesAgain(Exception failure) {
        return FailureClassifier.isTransient(failure);
    }

    boolean isIdle() {
        return queues.values().stream().allMatch(Deque::isEmpty);
    }

    /** @return how many records were processed; 0 if the lane is empty or what it has waits for better times */
    int step(int lane, int most) {
        Deque<T> queue = queues.getOrDefault(lane, new ArrayDeque<>());
        List<T> batch = new ArrayList<>(queue).subList(0, Math.min(queue.size(), Math.min(most, options.maxBatch())));
        try {
            if (!batch.isEmpty()) {
                work.process(batch);
            }
        } catch (InterruptedException e) {
            return 0;
        }
        for (int i = 0; i < batch.size(); i++) {
            queue.remove();
        }
        return batch.size();
    }
}

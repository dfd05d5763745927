package dev.loopline.kit.http;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An answer that costs much: one is computed at a time, and a caller who only looks gets the last one while it is young, so that
 * looking often is no work. Safe for all threads.
 */
public final class SharedAnswer<T> {

    private final Duration young;
    private final ReentrantLock turn = new ReentrantLock(true);
    private @Nullable T last;
    private long computedNanos;

    /** Computes an answer. */
    @FunctionalInterface
    public interface Work<T> {
        T compute() throws Exception;
    }

    /** @param young how old an answer may be for a caller who only looks */
    public SharedAnswer(Duration young) {
        this.young = young;
    }

    /** The last answer, or a new one if that is not young any more. */
    public T look(Work<T> work) throws Exception {
        turn.lockInterruptibly();
        try {
            T known = last;
            boolean isYoung = known != null && System.nanoTime() - computedNanos < young.toNanos();
            return isYoung ? known : compute(work);
        } finally {
            turn.unlock();
        }
    }

    /** A new answer. */
    public T anew(Work<T> work) throws Exception {
        turn.lockInterruptibly();
        try {
            return compute(work);
        } finally {
            turn.unlock();
        }
    }

    private T compute(Work<T> work) throws Exception {
        T answer = work.compute();
        last = answer;
        computedNanos = System.nanoTime();
        return answer;
    }
}

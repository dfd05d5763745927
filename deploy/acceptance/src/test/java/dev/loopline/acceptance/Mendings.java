package dev.loopline.acceptance;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Mends after a while what does not mend itself, on a thread of its own. To be called by one thread. */
final class Mendings implements AutoCloseable {

    private static final int LONGEST_TROUBLE_MS = 6_000;

    private final Random random;
    private final ScheduledExecutorService later = Executors.newSingleThreadScheduledExecutor();
    private final List<Future<?>> open = new ArrayList<>();

    /** Undoes one fault. */
    interface Mending {
        void run() throws IOException;
    }

    Mendings(Random random) {
        this.random = random;
    }

    /** Mends after some seconds. */
    void later(Mending mend) {
        within(LONGEST_TROUBLE_MS, mend);
    }

    /** Mends after a time that is no longer than this. */
    void within(int longestMs, Mending mend) {
        open.add(later.schedule(
                () -> {
                    mend.run();
                    return mend;
                },
                1 + random.nextInt(longestMs),
                TimeUnit.MILLISECONDS));
    }

    /** Returns when everything is mended. */
    void await() throws IOException, InterruptedException {
        for (Future<?> one : open) {
            try {
                one.get();
            } catch (ExecutionException e) {
                throw new IOException(e);
            }
        }
        open.clear();
    }

    @Override
    public void close() {
        later.shutdown();
    }
}

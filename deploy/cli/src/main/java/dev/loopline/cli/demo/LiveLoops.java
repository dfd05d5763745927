package dev.loopline.cli.demo;

import dev.loopline.samples.LiveRun;
import dev.loopline.samples.WrittenLoop;
import dev.loopline.samples.plan.Layout;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Lets one loop after the other begin, grow and finish in a sample home, in both layouts by turns, on a thread of its own. */
public final class LiveLoops implements AutoCloseable {

    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd_HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path home;
    private final Duration every;
    private final BiConsumer<WrittenLoop, Instant> finished;
    private final Thread thread = new Thread(this::play, "loopline-demo");
    private volatile @Nullable RuntimeException broken;

    private LiveLoops(Path home, Duration every, BiConsumer<WrittenLoop, Instant> finished) {
        this.home = home;
        this.every = every;
        this.finished = finished;
    }

    /**
     * @param every time per loop
     * @param finished gets each loop that finished, and when
     */
    public static LiveLoops start(Path home, Duration every, BiConsumer<WrittenLoop, Instant> finished) {
        LiveLoops loops = new LiveLoops(home, every, finished);
        loops.thread.setDaemon(true);
        loops.thread.start();
        return loops;
    }

    /** Throws what made the loops end, if something did. */
    public void failIfBroken() {
        RuntimeException e = broken;
        if (e != null) {
            throw e;
        }
    }

    private void play() {
        String seedsTask = SECOND.format(Instant.now());
        String registryTask = UUID.randomUUID().toString().replace("-", "");
        try {
            for (int i = 0; true; i++) {
                Layout layout = Layout.values()[i % 2];
                playOne(LiveRun.start(home, layout, layout == Layout.SEEDS ? seedsTask : registryTask, i));
            }
        } catch (InterruptedException e) {
            // Closed; the loop at work stays unfinished, as when RD-Agent is stopped.
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            broken = e;
        }
    }

    private void playOne(LiveRun run) throws InterruptedException {
        long pauseMillis = every.toMillis() / (run.left() + 1);
        do {
            TimeUnit.MILLISECONDS.sleep(pauseMillis);
        } while (run.grow());
        TimeUnit.MILLISECONDS.sleep(pauseMillis);
        Instant at = run.finish();
        finished.accept(run.describe(), at);
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends after the write that is under way. */
    public void stop() {
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

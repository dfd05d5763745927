package dev.loopline.catalog.export;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.kit.failure.NotYetException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes the catalogs after changes, on a thread of its own, one window after the first of them: a loop's way into AIstock does
 * not share the processor with the files. Changes that come while it waits or writes share the next write; the last change is
 * always written. Between two writes lies at least the window, and at least ten times as long as the last write took, so
 * that a large catalog costs a tenth of one core at most. A write that fails is tried again. Safe for all threads.
 */
public final class ExportSchedule implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ExportSchedule.class);
    private static final int REST_FACTOR = 10;
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final CatalogFiles files;
    private final Duration window;
    private final Voice voice;
    private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1, task -> {
        Thread named = new Thread(task, "catalog-export");
        named.setDaemon(true);
        return named;
    });
    private final AtomicBoolean requested = new AtomicBoolean();
    private volatile long notBefore = System.nanoTime();
    private volatile long writes;
    private volatile long lastMillis;
    private volatile @Nullable String failure;
    private volatile boolean acceptLoss;

    /** Takes why the files are not written, or null when they are again. */
    @FunctionalInterface
    public interface Voice {
        void say(@Nullable String failure);
    }

    public ExportSchedule(CatalogFiles files, Duration window, Voice voice) {
        this.voice = voice;
        this.files = files;
        this.window = window;
        // What waits for its window is written at the end all the same, but once.
        this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Asks for a write soon. */
    public void request() {
        if (requested.compareAndSet(false, true) && !thread.isShutdown()) {
            long wait = Math.max(window.toNanos(), notBefore - System.nanoTime());
            thread.schedule(this::run, wait, TimeUnit.NANOSECONDS);
        }
    }

    /** As {@link #request}, and that write may replace files that hold loops of which the state knows nothing. */
    public void requestAcceptingLoss() {
        acceptLoss = true;
        request();
    }

    /**
     * Writes these now and waits for it.
     *
     * @param accept whether files may be replaced that hold loops of which the state knows nothing
     * @throws LossRefusedException if that is so and not accepted
     * @throws IOException if it fails
     */
    public List<CatalogFile> now(Set<CatalogKind> kinds, boolean accept) throws IOException, InterruptedException {
        Future<List<CatalogFile>> written = thread.submit(() -> write(kinds, accept, Logger.Level.INFO));
        try {
            return written.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        }
    }

    /** Number of writes since the start. */
    public long writes() {
        return writes;
    }

    /** How long the last write took, in milliseconds. */
    public long lastMillis() {
        return lastMillis;
    }

    /** Why the last write failed; empty if it did not. */
    public Optional<String> failure() {
        return Optional.ofNullable(failure);
    }

    private void run() {
        requested.set(false);
        // One window is what each write waits for; who waited longer came after a pause.
        boolean firstOfBurst = System.nanoTime() - notBefore > 2 * window.toNanos();
        String before = failure;
        try {
            write(EnumSet.allOf(CatalogKind.class), acceptLoss, firstOfBurst ? Logger.Level.INFO : Logger.Level.DEBUG);
            acceptLoss = false;
        } catch (LossRefusedException e) {
            if (!Objects.equals(before, e.getMessage())) {
                LOG.warnf("The catalog files are kept as they are. reason=\"%s\"", e.getMessage());
            }
            request();
        } catch (NotYetException e) {
            LOG.warnf("The catalogs are not written now; tried again. reason=\"%s\"", e.getMessage());
            request();
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.errorf(e, "The catalogs could not be written and are tried again. failure=%s", e.getMessage());
            request();
        }
    }

    private List<CatalogFile> write(Set<CatalogKind> kinds, boolean accept, Logger.Level level)
            throws IOException, SQLException {
        long begun = System.nanoTime();
        try {
            List<CatalogFile> written = files.write(kinds, accept);
            long took = System.nanoTime() - begun;
            lastMillis = TimeUnit.NANOSECONDS.toMillis(took);
            writes++;
            failure = null;
            voice.say(files.held().orElse(null));
            notBefore = System.nanoTime() + Math.max(window.toNanos(), REST_FACTOR * took);
            for (CatalogFile file : written) {
                LOG.logf(
                        level,
                        "Exported %d %s. output=%s ms=%d",
                        file.entries(),
                        file.kind().plural(),
                        file.path(),
                        lastMillis);
            }
            return written;
        } catch (IOException | SQLException | RuntimeException e) {
            failed(String.valueOf(e.getMessage()));
            notBefore = System.nanoTime() + AFTER_FAILURE.toNanos();
            throw e;
        }
    }

    private void failed(String why) {
        failure = why;
        voice.say(why);
    }

    /** Writes what was asked for and not yet written, then ends. */
    @Override
    public void close() {
        if (requested.getAndSet(false)) {
            thread.execute(this::run);
        }
        thread.shutdown();
        try {
            if (!thread.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

package dev.loopline.importer.stage;

import dev.loopline.importer.alpha.AlphaMetas;
import dev.loopline.importer.files.CatalogFiles;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.failure.NotYetException;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;

/** Keeps AIstock's copy of the catalog files up to date, on a thread of its own. A failure is logged and tried again. */
@Singleton
public class FilesRefresh {

    private static final Logger LOG = Logger.getLogger(FilesRefresh.class);
    private static final String WHAT = "CatalogFiles";
    /** Fetching may take up to a tenth of the time. */
    private static final int PAUSE_FACTOR = 10;

    private final ImporterConfig config;
    private final CatalogFiles files;
    private final AlphaMetas alphas;
    private final Waiting waiting;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "catalog-files");
        made.setDaemon(true);
        return made;
    });
    private final AtomicBoolean due = new AtomicBoolean();
    private volatile boolean failed;

    FilesRefresh(
            ImporterConfig config, CatalogFiles files, AlphaMetas alphas, ImporterCounters counters, Waiting waiting) {
        this.waiting = waiting;
        this.config = config;
        this.files = files;
        this.alphas = alphas;
        counters.onImport(this::fetchSoon);
    }

    void onStart(@Observes StartupEvent event) {
        long poll = config.catalogFilesInterval().toMillis();
        thread.scheduleWithFixedDelay(this::fetchSoon, poll, poll, TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void fetchSoon() {
        if (due.compareAndSet(false, true)) {
            thread.schedule(this::fetch, config.catalogFilesDelay().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void fetch() {
        long began = System.nanoTime();
        due.set(false);
        try {
            alphas.refresh();
            files.refresh();
            waiting.standsStill(WHAT, null);
            if (failed) {
                LOG.info("Catalog files are up to date again.");
            }
            failed = false;
            TimeUnit.NANOSECONDS.sleep(
                    Math.min(TimeUnit.SECONDS.toNanos(PAUSE_FACTOR), (System.nanoTime() - began) * (PAUSE_FACTOR - 1)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (NotYetException e) {
            waiting.standsStill(WHAT, e.getMessage());
        } catch (IOException | SQLException | RuntimeException e) {
            if (!failed) {
                LOG.warnf("Catalog files could not be fetched; trying again. failure=%s", e);
            }
            failed = true;
        }
    }
}

package dev.loopline.bundle.stage;

import dev.loopline.bundle.retention.Retention;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/** Removes the archives of withdrawn loops when their time is over, now and then, if a retention is set. */
@ApplicationScoped
public class RetentionSweeps {

    private static final Logger LOG = Logger.getLogger(RetentionSweeps.class);

    private final BundleConfig config;
    private final Retention retention;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "retention");
        made.setDaemon(true);
        return made;
    });

    RetentionSweeps(BundleConfig config, Retention retention) {
        this.config = config;
        this.retention = retention;
    }

    void onStart(@Observes StartupEvent event) {
        if (retention.period().isPresent()) {
            long interval = config.bundle().sweepInterval().toMillis();
            thread.scheduleWithFixedDelay(this::sweep, interval, interval, TimeUnit.MILLISECONDS);
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void sweep() {
        try {
            retention.sweep();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("Nothing was removed; trying again later. failure=%s", e);
        }
    }
}

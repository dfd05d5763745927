package dev.loopline.bundle.stage;

import dev.loopline.bundle.store.BucketLeftovers;
import dev.loopline.bundle.store.BucketStore;
import dev.loopline.bundle.store.BundleStore;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Deletes superseded archives, old entries and half-finished uploads, soon after the start and then once every sweep interval, if
 * archives are kept in a bucket.
 */
@ApplicationScoped
public class BucketSweeps {

    private static final Logger LOG = Logger.getLogger(BucketSweeps.class);
    private static final Duration FIRST = Duration.ofSeconds(10);
    /** No upload takes so long. */
    private static final Duration UNFINISHED = Duration.ofDays(1);

    private final BundleConfig config;
    private final BundleStore store;
    private final CareTurn turn;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "bucket-sweeps");
        made.setDaemon(true);
        return made;
    });

    BucketSweeps(BundleConfig config, BundleStore store, CareTurn turn) {
        this.config = config;
        this.store = store;
        this.turn = turn;
    }

    void onStart(@Observes StartupEvent event) {
        if (store instanceof BucketStore bucket) {
            Duration interval = config.bundle().sweepInterval();
            Duration first = interval.compareTo(FIRST) < 0 ? interval : FIRST;
            thread.scheduleWithFixedDelay(
                    () -> sweep(bucket.leftovers()), first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
    }

    private void sweep(BucketLeftovers leftovers) {
        try {
            if (turn.isOurs()) {
                Instant now = Instant.now();
                leftovers.dropUploads(now.minus(UNFINISHED));
                leftovers.removeSuperseded(now.minus(config.bundle().supersededRetention()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.warnf("The bucket was not tidied up; trying again later. failure=%s", e);
        }
    }
}

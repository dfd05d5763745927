package dev.loopline.importer.stage;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.bundle.PlacedBundle;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportLedger;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.integrity.Pace;
import dev.loopline.kit.integrity.PacedDigest;
import dev.loopline.kit.integrity.Rotation;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Notices bundles in AIstock's folder that were lost, changed or replaced by somebody, and puts them in place again. One thread
 * looks at all of them from outside, another reads what has to be read; both are mostly asleep. A failure is logged and tried
 * again.
 */
@Singleton
public class BundleWatch {

    private static final Logger LOG = Logger.getLogger(BundleWatch.class);
    private static final int PAGE = 100;
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(1);
    private static final String SHOWN = "ProductionBundles";

    private final ImporterConfig config;
    private final CatalogStore store;
    private final BundleCache bundles;
    private final BundleRepair repair;
    private final Waiting waiting;
    private final Pace pace;
    private final PacedDigest digest;
    private final Rotation<String> rotation;
    /** Bundles that only their content can judge. */
    private final Set<String> unread = new LinkedHashSet<>();

    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, task -> {
        Thread made = new Thread(task, "bundle-watch");
        made.setDaemon(true);
        return made;
    });
    /** Up to here the bundles of earlier processes were taken up; of one thread. */
    private @Nullable LoopKey takenUpTo;

    private boolean hasTakenUp;
    private volatile @Nullable Instant lookedAt;

    BundleWatch(ImporterConfig config, CatalogStore store, BundleCache bundles, BundleRepair repair, Waiting waiting) {
        this.config = config;
        this.store = store;
        this.bundles = bundles;
        this.repair = repair;
        this.waiting = waiting;
        this.pace = new Pace(config.bundleCheckInterval());
        this.digest = new PacedDigest(Math.max(1, config.bundleDigestRate().asLongValue()));
        this.rotation = new Rotation<>(config.bundleDigestPeriod(), Clock.systemUTC(), new Random());
    }

    void onStart(@Observes StartupEvent event, MeterRegistry metrics) {
        waiting.alsoShow(repair::missing);
        metrics.gauge("loopline.bundles.missing", repair, one -> one.missing().size());
        long first =
                Math.min(FIRST_LOOK.toMillis(), config.bundleCheckInterval().toMillis());
        threads.schedule(this::look, first, TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(this::read, first, BETWEEN_READS.toMillis(), TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        threads.shutdownNow();
    }

    /** When all bundles were last looked at. */
    Optional<Instant> lookedAt() {
        return Optional.ofNullable(lookedAt);
    }

    private void look() {
        Duration pause = config.bundleCheckInterval();
        try {
            takeUp();
            pace.begin();
            List<PlacedBundle> changed = bundles.placed().look();
            pause = pace.end();
            lookedAt = Instant.now();
            waiting.standsStill(SHOWN, bundles.placed().shown().trouble().orElse(null));
            for (PlacedBundle one : changed) {
                judge(one);
            }
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warnf("Bundles could not be looked at; trying again. failure=%s", e);
        }
        if (!threads.isShutdown()) {
            threads.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /**
     * After a start: what was put in place before is known from the database. It is compared by size, and read soon if it was
     * written to since it was imported.
     */
    private void takeUp() throws IOException, SQLException {
        while (!hasTakenUp) {
            List<ImportLedger.Entry> page = store.withBundle(takenUpTo, PAGE);
            for (ImportLedger.Entry entry : page) {
                Bundle announced = entry.announced();
                if (announced != null) {
                    takeUp(entry, announced);
                }
                takenUpTo = entry.key();
            }
            hasTakenUp = page.size() < PAGE;
        }
    }

    private void takeUp(ImportLedger.Entry entry, Bundle announced) throws IOException, SQLException {
        if (!bundles.takeUp(announced)) {
            mend(entry, announced);
        } else if (bundles.placed().isChangedSince(announced, entry.importedAt())) {
            readSoon(announced.bundleId());
        }
    }

    private void readSoon(String id) {
        synchronized (unread) {
            unread.add(id);
        }
    }

    private void judge(PlacedBundle changed) throws IOException, SQLException {
        ImportLedger.Entry entry = current(changed);
        Bundle announced = entry == null ? null : entry.announced();
        if (entry == null || announced == null) {
            return;
        }
        if (bundles.isThere(announced)) {
            readSoon(changed.id());
        } else {
            mend(entry, announced);
        }
    }

    /** What is noted of a bundle; null if another version was announced meanwhile, or it is known to be missing. */
    private ImportLedger.@Nullable Entry current(PlacedBundle placed) throws SQLException {
        ImportLedger.Entry entry = store.known(List.of(placed.loop())).get(placed.loop());
        if (entry == null) {
            return null;
        }
        BundleResult result = entry.bundle();
        Bundle announced = entry.announced();
        boolean isCurrent = result != null
                && result.isAvailable()
                && announced != null
                && announced.sha256().equals(placed.sha256());
        return isCurrent ? entry : null;
    }

    private void mend(ImportLedger.Entry entry, Bundle announced) throws IOException, SQLException {
        LOG.warnf(
                "A bundle is not what was put in place; it is put in place again. taskRunId=%s loopId=%d bundleId=%s",
                entry.key().taskRunId(), entry.key().loopId(), announced.bundleId());
        try {
            BundleResult result = repair.replace(entry);
            LOG.infof(
                    "A bundle %s. taskRunId=%s loopId=%d bundleId=%s",
                    result.isAvailable() ? "is whole again" : "cannot be had now: " + result.message(),
                    entry.key().taskRunId(),
                    entry.key().loopId(),
                    announced.bundleId());
        } catch (NotYetException e) {
            LOG.debugf("A bundle cannot be fetched yet; the next look finds it again. reason=%s", e.getMessage());
        }
    }

    private void read() {
        try {
            for (PlacedBundle one = next(); one != null; one = next()) {
                ImportLedger.Entry entry = current(one);
                Bundle announced = entry == null ? null : entry.announced();
                if (entry != null && announced != null && !bundles.placed().isWhole(announced, digest)) {
                    mend(entry, announced);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warnf("A bundle could not be read; trying again. failure=%s", e);
        }
    }

    private @Nullable PlacedBundle next() {
        NavigableMap<String, PlacedBundle> placed = bundles.placed().all();
        synchronized (unread) {
            for (String id : Set.copyOf(unread)) {
                unread.remove(id);
                PlacedBundle one = placed.get(id);
                if (one != null) {
                    return one;
                }
            }
        }
        return rotation.next(placed.navigableKeySet()).map(placed::get).orElse(null);
    }
}

package dev.loopline.bundle.stage;

import dev.loopline.bundle.extract.BundleFolders;
import dev.loopline.bundle.integrity.ArchiveKeeper;
import dev.loopline.bundle.integrity.Damage;
import dev.loopline.bundle.store.BucketStore;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.KnownArchive;
import dev.loopline.contracts.BundleId;
import dev.loopline.kit.bucket.BucketException;
import dev.loopline.kit.consume.Waiting;
import dev.loopline.kit.consume.Waiting.Wait;
import dev.loopline.kit.integrity.Pace;
import dev.loopline.kit.integrity.PacedDigest;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the archives in the background: one of the bundlers of a place looks at them, has packed again what was lost or
 * damaged, and keeps the extracted folders. A failure is logged and tried again. Its thread for looking and its thread for reading
 * are mostly asleep.
 */
@ApplicationScoped
public class ArchiveCare {

    private static final Logger LOG = Logger.getLogger(ArchiveCare.class);
    private static final String FOLDER = "BundleFolder";
    private static final String ARCHIVE = "BundleArchive";
    private static final Duration FIRST_LOOK = Duration.ofSeconds(2);
    private static final Duration BETWEEN_READS = Duration.ofSeconds(1);
    /** How long extracting may hold up the next look. */
    private static final Duration EXTRACTING = Duration.ofSeconds(1);

    private final BundleConfig.Archives config;
    private final BundleStore store;
    private final ArchiveKeeper keeper;
    private final Optional<BundleFolders> folders;
    private final Waiting waiting;
    private final PacedDigest digest;
    private final Pace pace;
    private final Clock clock = Clock.systemUTC();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(2, task -> {
        Thread made = new Thread(task, "archive-care");
        made.setDaemon(true);
        return made;
    });
    private final CareTurn turn;
    private final Duration interval;
    private volatile boolean isOurs;
    private volatile @Nullable Instant lookedAt;

    ArchiveCare(BundleConfig config, BundleStore store, ArchiveParts parts, Waiting waiting, CareTurn turn) {
        this.config = config.bundle();
        this.store = store;
        this.keeper = parts.keeper();
        this.folders = parts.folders();
        this.digest = parts.digest();
        this.waiting = waiting;
        this.turn = turn;
        this.interval = store instanceof BucketStore ? this.config.bucketCheckInterval() : this.config.checkInterval();
        this.pace = new Pace(interval);
    }

    void onStart(@Observes StartupEvent event, MeterRegistry metrics) {
        waiting.alsoShow(this::waits);
        metrics.gauge("loopline.bundles.damaged", keeper, one -> one.damages().size());
        long first = Math.min(FIRST_LOOK.toMillis(), interval.toMillis());
        threads.schedule(this::look, first, TimeUnit.MILLISECONDS);
        threads.scheduleWithFixedDelay(this::read, first, BETWEEN_READS.toMillis(), TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        threads.shutdownNow();
        turn.giveBack();
    }

    /** What is damaged and not yet whole again, as far as this bundler is the one that looks. */
    public List<Damage> damages() {
        return keeper.damages();
    }

    /** When this bundler last looked at all archives; empty if it has not, or another one does. */
    public Optional<Instant> lookedAt() {
        return Optional.ofNullable(lookedAt);
    }

    /** Extracted bundles whose place is taken by something else. */
    public Set<String> takenFolders() {
        return folders.map(BundleFolders::taken).orElse(Set.of());
    }

    private List<Wait> waits() {
        if (!isOurs) {
            return List.of();
        }
        return keeper.damages().stream()
                .map(damage -> new Wait(
                        ARCHIVE, damage.loop().toString(), 1, damage.since(), damage.attempts(), damage.sentence()))
                .toList();
    }

    private void look() {
        Duration pause = interval;
        try {
            if (isOurTurn()) {
                pace.begin();
                keeper.look();
                // The first look takes long because much is done for the first time, and says nothing about the next
                // ones.
                pause = lookedAt == null ? interval : pace.end();
                waiting.standsStill(FOLDER, null);
                lookedAt = clock.instant();
                keeper.mend();
                refreshFolders();
            } else {
                waiting.standsStill(FOLDER, null); // whoever has the turn says so
            }
        } catch (InterruptedException | ClosedByInterruptException e) {
            return; // the service stops
        } catch (BucketException e) {
            waiting.standsStill(FOLDER, e.getMessage());
            pause = config.checkInterval();
        } catch (IOException e) {
            waiting.standsStill(
                    FOLDER,
                    store.place() + " cannot be looked at (" + e
                            + "); mount its disk or mend its rights. If it was deleted, start this service again");
        } catch (RuntimeException e) {
            LOG.warnf(e, "Archives could not be looked at; trying again.");
        }
        if (!threads.isShutdown()) {
            threads.schedule(this::look, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private boolean isOurTurn() throws IOException {
        boolean wasOurs = isOurs;
        isOurs = turn.isOurs();
        if (isOurs && !wasOurs && folders.isPresent()) {
            folders.get().clear();
        }
        return isOurs;
    }

    private void refreshFolders() {
        if (folders.isEmpty()) {
            return;
        }
        Set<String> whole = new HashSet<>(keeper.archives().keySet());
        keeper.damages()
                .forEach(damage -> whole.remove(BundleId.of(damage.loop()).value()));
        try {
            folders.get().refresh(keeper.archives(), whole, EXTRACTING);
            waiting.standsStill("ExtractedBundles", null);
        } catch (IOException e) {
            waiting.standsStill(
                    "ExtractedBundles", "bundles cannot be extracted into RDagentDB/production_bundles: " + e);
        }
    }

    private void read() {
        if (!isOurs) {
            return;
        }
        try {
            for (Optional<KnownArchive> one = keeper.read(); one.isPresent(); one = keeper.read()) {
                if (folders.isPresent()) {
                    folders.get().compare(one.get(), digest);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            LOG.warnf("An archive could not be read; trying again. failure=%s", e);
        }
    }
}

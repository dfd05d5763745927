package dev.loopline.bundle.stage;

import dev.loopline.bundle.extract.BundleFolders;
import dev.loopline.bundle.extract.FolderCopies;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.FolderStore;
import dev.loopline.kit.bucket.BucketConfig;
import dev.loopline.kit.consume.Waiting;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Where archives are kept in a bucket and a folder is configured as well: one of the bundlers that see the folder keeps it filled,
 * and the extracted folders beside it. A failure is shown and tried again.
 */
@ApplicationScoped
public class FolderCopying {

    private static final Logger LOG = Logger.getLogger(FolderCopying.class);
    private static final String WAITS = "BundleCopies";
    private static final Duration EXTRACTING = Duration.ofSeconds(10);
    private static final long FIRST_SECONDS = 2;

    private final BundleConfig config;
    private final BundleStore source;
    private final Waiting waiting;
    private final Optional<Path> folder;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "folder-copies");
        made.setDaemon(true);
        return made;
    });
    private @Nullable Open open;

    /** What is open while this bundler may write to the folder. */
    private record Open(FolderStore store, StoreTurn turn, FolderCopies copies, Optional<BundleFolders> extracted) {}

    FolderCopying(BundleConfig config, BucketConfig bucket, BundleStore source, Waiting waiting) {
        this.config = config;
        this.source = source;
        this.waiting = waiting;
        this.folder = bucket.bucket().isPresent() ? config.bundle().folder() : Optional.empty();
    }

    void onStart(@Observes StartupEvent event) {
        folder.ifPresent(path -> {
            long interval = config.bundle().bucketCheckInterval().toMillis();
            long first = Math.min(interval, TimeUnit.SECONDS.toMillis(FIRST_SECONDS));
            thread.scheduleWithFixedDelay(() -> refresh(path), first, interval, TimeUnit.MILLISECONDS);
        });
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
        close();
    }

    private synchronized void close() {
        if (open != null) {
            open.turn().giveBack();
            try {
                open.store().close();
            } catch (IOException e) {
                LOG.warnf("The bundle folder was not closed in order; the next start tidies up. failure=%s", e);
            }
            open = null;
        }
    }

    private synchronized void refresh(Path path) {
        try {
            if (open == null) {
                open = open(path);
            }
            if (open.turn().isOurs()) {
                int fetched = open.copies().refresh();
                if (fetched > 0) {
                    LOG.infof("Archives were copied from the bucket. archives=%d folder=%s", fetched, path);
                }
                open.copies().removeGone();
                extract(open);
            }
            waiting.standsStill(WAITS, null);
        } catch (ClosedByInterruptException e) {
            LOG.debug("The service stops.");
        } catch (IOException e) {
            waiting.standsStill(WAITS, "archives are not copied to the bundle folder " + path + ": " + e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf(e, "Archives were not copied to the bundle folder; trying again.");
        }
    }

    private static void extract(Open open) throws IOException {
        if (open.extracted().isPresent()) {
            open.extracted()
                    .get()
                    .refresh(
                            open.copies().archives(),
                            Set.copyOf(open.copies().archives().keySet()),
                            EXTRACTING);
        }
    }

    private Open open(Path path) throws IOException {
        FolderStore store = new FolderStore(path);
        Optional<BundleFolders> extracted = config.rdagentHome()
                .filter(home -> config.bundle().extracted())
                .map(home -> new BundleFolders(home.resolve(Folders.EXTRACTED), store));
        return new Open(store, new StoreTurn(store), new FolderCopies(source, store), extracted);
    }
}

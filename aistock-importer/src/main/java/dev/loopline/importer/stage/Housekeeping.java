package dev.loopline.importer.stage;

import dev.loopline.contracts.LoopKey;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportLedger;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.observe.Vitals;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes good what is still owed, in the background: announcements that were not made, and bundles that were
 * not there. A failure is logged and tried again.
 */
@Singleton
public class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int PAGE = 100;
    private static final int MARK_MS = 500;
    private static final int ANSWER_SECONDS = 10;
    /** An import that is younger than this is being announced by the thread that made it. */
    private static final Duration IN_PROGRESS = Duration.ofSeconds(10);

    private final ImporterConfig config;
    private final CatalogStore store;
    private final BundleRepair repair;
    private final Importer importer;
    private final PublishedMarks marks;
    private final ScheduledExecutorService thread = Executors.newScheduledThreadPool(2, task -> {
        Thread made = new Thread(task, "housekeeping");
        made.setDaemon(true);
        return made;
    });

    Housekeeping(
            ImporterConfig config, CatalogStore store, BundleRepair repair, Importer importer, PublishedMarks marks) {
        this.config = config;
        this.store = store;
        this.repair = repair;
        this.importer = importer;
        this.marks = marks;
    }

    void onStart(@Observes StartupEvent event, Vitals vitals, DataSource database) {
        vitals.watch("database", () -> {
            try (Connection connection = database.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.setQueryTimeout(ANSWER_SECONDS);
                statement.execute("SELECT 1");
            }
        });
        long interval = config.repairInterval().toMillis();
        thread.scheduleWithFixedDelay(this::markPublished, MARK_MS, MARK_MS, TimeUnit.MILLISECONDS);
        thread.scheduleWithFixedDelay(this::repair, Math.min(2_000, interval), interval, TimeUnit.MILLISECONDS);
    }

    void onStop(@Observes ShutdownEvent event) {
        thread.shutdownNow();
        markPublished();
    }

    synchronized void markPublished() {
        try {
            marks.flush();
        } catch (SQLException | RuntimeException e) {
            LOG.debugf("Announcements could not be marked; trying again. failure=%s", e);
        }
    }

    private void repair() {
        try {
            announceWhatIsOwed(Instant.now().minus(IN_PROGRESS));
            fetchMissingBundles();
        } catch (IOException | SQLException | RuntimeException e) {
            LOG.warnf("Housekeeping failed; trying again. failure=%s", e);
        }
    }

    void announceWhatIsOwed(Instant before) throws SQLException {
        List<ImportLedger.Entry> owed = store.unpublished(before, PAGE);
        while (!owed.isEmpty()) {
            importer.announce(owed.stream().map(BundleRepair::outcome).toList());
            markPublished();
            LOG.infof("Announced what was owed. loops=%d", owed.size());
            owed = owed.size() < PAGE ? List.of() : store.unpublished(before, PAGE);
        }
    }

    void fetchMissingBundles() throws IOException, SQLException {
        @Nullable LoopKey after = null;
        Set<LoopKey> missing = new HashSet<>();
        List<ImportLedger.Entry> page = store.withoutBundle(null, PAGE);
        while (!page.isEmpty()) {
            for (ImportLedger.Entry entry : page) {
                if (!mend(entry)) {
                    return;
                }
                after = entry.key();
                missing.add(after);
            }
            page = page.size() < PAGE ? List.of() : store.withoutBundle(after, PAGE);
        }
        repair.retainMissing(missing);
    }

    /** @return false if the source does not answer, so that there is no use in asking for others */
    private boolean mend(ImportLedger.Entry entry) throws IOException, SQLException {
        try {
            BundleResult result = repair.fetch(entry);
            return !result.reason().equals("SOURCE_UNAVAILABLE");
        } catch (NotYetException e) {
            LOG.debugf("Bundles cannot be fetched yet. reason=%s", e.getMessage());
            return false;
        }
    }
}

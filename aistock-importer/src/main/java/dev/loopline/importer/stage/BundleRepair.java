package dev.loopline.importer.stage;

import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportLedger;
import dev.loopline.importer.upsert.ImportOutcome;
import dev.loopline.kit.failure.NotYetException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/** Fetches the bundle of a loop that was imported; one that was missing is announced. Safe for all threads. */
@Singleton
public class BundleRepair {

    private static final Logger LOG = Logger.getLogger(BundleRepair.class);

    private final CatalogStore store;
    private final BundleCache bundles;
    private final Importer importer;

    BundleRepair(CatalogStore store, BundleCache bundles, Importer importer) {
        this.store = store;
        this.bundles = bundles;
        this.importer = importer;
    }

    /** Whether the bundle was verified once and is still there, as far as sizes tell. */
    public boolean isThere(ImportLedger.Entry entry) throws IOException {
        Bundle announced = entry.announced();
        return announced != null && isAvailable(entry) && bundles.isThere(announced);
    }

    /**
     * Sees to it that the bundle is there.
     *
     * @return how it went; a loop that was withdrawn has none
     * @throws NotYetException the source does not answer, and has not been silent for long
     */
    public BundleResult fetch(ImportLedger.Entry entry) throws IOException, SQLException {
        Bundle bundle = entry.announced();
        if (bundle == null) {
            return BundleResult.missing("WITHDRAWN", "the loop " + entry.key() + " was withdrawn");
        }
        BundleResult result = bundles.ensure(bundle, isAvailable(entry));
        if (result.isAvailable() && !isAvailable(entry) && store.bundleMended(entry)) {
            LOG.infof(
                    "Bundle is there after all. taskRunId=%s loopId=%d bundleId=%s",
                    entry.key().taskRunId(), entry.key().loopId(), bundle.bundleId());
            importer.announce(List.of(outcome(new ImportLedger.Entry(
                    entry.key(),
                    entry.revision(),
                    false,
                    Instant.now(),
                    result,
                    bundle,
                    entry.rows(),
                    entry.contents(),
                    false,
                    entry.topicId()))));
        }
        return result;
    }

    private static boolean isAvailable(ImportLedger.Entry entry) {
        BundleResult known = entry.bundle();
        return known != null && known.isAvailable();
    }

    static ImportOutcome outcome(ImportLedger.Entry entry) {
        Bundle bundle = entry.announced();
        return new ImportOutcome(
                entry.key(),
                entry.tombstone() ? ImportOutcome.Status.WITHDRAWN : ImportOutcome.Status.IMPORTED,
                entry.revision(),
                Map.of(CatalogKind.LOOP, entry.rows()),
                bundle == null ? null : bundle.bundleId(),
                entry.bundle(),
                entry.importedAt());
    }
}

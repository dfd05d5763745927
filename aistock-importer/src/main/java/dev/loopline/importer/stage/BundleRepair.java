package dev.loopline.importer.stage;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.importer.bundle.BundleCache;
import dev.loopline.importer.bundle.BundleResult;
import dev.loopline.importer.upsert.CatalogStore;
import dev.loopline.importer.upsert.ImportLedger;
import dev.loopline.importer.upsert.ImportOutcome;
import dev.loopline.kit.consume.Waiting.Wait;
import dev.loopline.kit.failure.NotYetException;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** Fetches the bundle of a loop that was imported; one that was missing is announced. Safe for all threads. */
@Singleton
public class BundleRepair {

    private static final Logger LOG = Logger.getLogger(BundleRepair.class);
    private static final String BUNDLE = "Bundle";

    private final CatalogStore store;
    private final BundleCache bundles;
    private final Importer importer;
    private final Map<LoopKey, Wait> missing = new ConcurrentHashMap<>();

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
        note(entry, result);
        if (result.isAvailable() && !isAvailable(entry) && store.bundleMended(entry)) {
            LOG.infof(
                    "Bundle is there after all. taskRunId=%s loopId=%d bundleId=%s",
                    entry.key().taskRunId(), entry.key().loopId(), bundle.bundleId());
            announce(entry, bundle, result);
        }
        return result;
    }

    /**
     * Puts a bundle that was lost or damaged in place again: from its archive, if that is whole, else from the source. Where
     * that cannot be now, the loop is without bundle, until one of the later attempts gets it.
     *
     * @param entry a loop whose bundle AIstock has, as far as is noted
     * @throws NotYetException the source does not answer, and has not been silent for long
     */
    public BundleResult replace(ImportLedger.Entry entry) throws IOException, SQLException {
        Bundle bundle = Objects.requireNonNull(entry.announced());
        BundleResult result = bundles.ensure(bundle, false);
        note(entry, result);
        if (!result.isAvailable() && store.bundleLost(entry, result.reason())) {
            announce(entry, bundle, BundleResult.missing(result.reason(), result.message()));
        }
        return result;
    }

    private void announce(ImportLedger.Entry entry, Bundle bundle, BundleResult result) {
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
                entry.topicId(),
                entry.home()))));
    }

    private void note(ImportLedger.Entry entry, BundleResult result) {
        if (result.isAvailable()) {
            missing.remove(entry.key());
        } else {
            missing.compute(
                    entry.key(),
                    (key, before) -> new Wait(
                            BUNDLE,
                            key.toString(),
                            1,
                            before == null ? Instant.now() : before.since(),
                            before == null ? 1 : before.attempts() + 1,
                            "the bundle of the loop is not in AIstock's folder, or is damaged there, and cannot be had now: "
                                    + result.message()));
        }
    }

    /** Bundles that could not be had at the last attempt. */
    List<Wait> missing() {
        return List.copyOf(missing.values());
    }

    /** Of these loops alone bundles may still be missing. */
    void retainMissing(Set<LoopKey> loops) {
        missing.keySet().retainAll(loops);
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
                entry.importedAt(),
                entry.home());
    }
}

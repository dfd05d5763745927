package dev.loopline.importer.upsert;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.event.LoopImported.Rows;
import dev.loopline.importer.bundle.BundleResult;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one change.
 *
 * @param key the loop
 * @param status what was done
 * @param revision that AIstock now has
 * @param rows what happened to the rows, by catalog
 * @param bundleId the bundle; null if the loop is withdrawn or was superseded
 * @param bundle whether AIstock has it; null likewise
 * @param at time of the transaction
 * @param home the home that the loop lies in; null if it is not known, or the loop is withdrawn or was superseded
 */
public record ImportOutcome(
        LoopKey key,
        Status status,
        long revision,
        Map<CatalogKind, Rows> rows,
        @Nullable String bundleId,
        @Nullable BundleResult bundle,
        Instant at,
        @Nullable String home) {

    /** What was done. */
    public enum Status {
        IMPORTED,
        WITHDRAWN,
        /** AIstock has something newer. */
        SUPERSEDED
    }

    public ImportOutcome {
        rows = Map.copyOf(rows);
    }

    public Rows total() {
        return rows.values().stream().reduce(Rows.NONE, Rows::plus);
    }
}

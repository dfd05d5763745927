package dev.loopline.contracts.event;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.loopline.contracts.LoopKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A loop is in AIstock: its rows are committed.
 *
 * @param taskRunId the loop's task run
 * @param loopId the loop's number
 * @param revision the revision that was imported
 * @param sequence 0; version 1 has the key, and carried the sequence of {@link CatalogUpdated} version 1 in it
 * @param rows what happened to the rows of the catalogs
 * @param bundleId the bundle
 * @param bundleState whether AIstock has it
 * @param importedAt commit time
 * @param home see {@link Loop#home}
 */
public record LoopImported(
        String taskRunId,
        int loopId,
        long revision,
        long sequence,
        Rows rows,
        @Nullable String bundleId,
        BundleState bundleState,
        Instant importedAt,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String home)
        implements LoopEvent {

    @Override
    @JsonIgnore
    public LoopKey key() {
        return new LoopKey(taskRunId, loopId);
    }

    /** Counts over the catalog tables. A rejected row did not stop the others. */
    public record Rows(int inserted, int updated, int unchanged, int deleted, int rejected) {

        public static final Rows NONE = new Rows(0, 0, 0, 0, 0);

        public Rows plus(Rows other) {
            return new Rows(
                    inserted + other.inserted,
                    updated + other.updated,
                    unchanged + other.unchanged,
                    deleted + other.deleted,
                    rejected + other.rejected);
        }
    }

    /** Whether AIstock holds the bundle, archive and folder, verified. */
    public enum BundleState {
        @JsonProperty("available")
        AVAILABLE,
        @JsonProperty("missing")
        MISSING,
        @JsonProperty("rejected")
        REJECTED
    }
}

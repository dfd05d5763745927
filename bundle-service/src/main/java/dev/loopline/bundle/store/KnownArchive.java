package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An archive as it was written.
 *
 * @param id the bundle
 * @param loop the loop
 * @param revision the revision that it was packed for
 * @param sizeBytes its size
 * @param modifiedAt its modification time; the epoch if its content turned out to be another one
 * @param sha256 digest of its content
 * @param owesAnnouncement whether it is still to be announced
 * @param entityTag see {@link IndexEntry#entityTag}
 */
public record KnownArchive(
        BundleId id,
        LoopKey loop,
        long revision,
        long sizeBytes,
        Instant modifiedAt,
        Sha256 sha256,
        boolean owesAnnouncement,
        @Nullable String entityTag) {

    static KnownArchive of(IndexEntry entry) {
        Bundle bundle = entry.bundle();
        return new KnownArchive(
                new BundleId(bundle.bundleId()),
                new LoopKey(bundle.manifest().taskRunId(), bundle.manifest().loopId()),
                entry.revision(),
                bundle.sizeBytes(),
                entry.archiveModifiedAt(),
                bundle.sha256(),
                entry.owesAnnouncement(),
                entry.entityTag());
    }

    /** Whether an entry describes this very archive. */
    boolean isOf(IndexEntry entry) {
        return !entry.withdrawn() && of(entry).equals(this);
    }
}

package dev.loopline.bundle.store;

import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an archive in the folder.
 *
 * @param format version of this record
 * @param revision the newest revision that was packed or withdrew the loop
 * @param withdrawn whether the loop has no result any more; its archive is kept
 * @param claim digest of the manifest as the event claimed it: the same claim needs no second look at the files
 * @param archiveModifiedAt modification time of the archive that this was written for
 * @param bundle the archive
 * @param withdrawnAt when the loop was withdrawn; null if it was not, or before this was noted
 */
public record IndexEntry(
        int format,
        long revision,
        boolean withdrawn,
        Sha256 claim,
        Instant archiveModifiedAt,
        Bundle bundle,
        @Nullable Instant withdrawnAt) {

    static final int FORMAT = 1;

    public static IndexEntry packed(long revision, Sha256 claim, Instant archiveModifiedAt, Bundle bundle) {
        return new IndexEntry(FORMAT, revision, false, claim, archiveModifiedAt, bundle, null);
    }

    IndexEntry of(Instant modifiedAt) {
        return new IndexEntry(format, revision, withdrawn, claim, modifiedAt, bundle, withdrawnAt);
    }

    /** @param since null if the loop has a result; a loop that is withdrawn again keeps its first time */
    IndexEntry at(long newerRevision, @Nullable Instant since) {
        Instant first = withdrawn && since != null && withdrawnAt != null ? withdrawnAt : since;
        return new IndexEntry(
                format, Math.max(revision, newerRevision), since != null, claim, archiveModifiedAt, bundle, first);
    }
}

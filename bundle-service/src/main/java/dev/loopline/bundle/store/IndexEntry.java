package dev.loopline.bundle.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.event.Bundle;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known about an archive.
 *
 * @param format version of this record
 * @param revision the newest revision that was packed or withdrew the loop
 * @param withdrawn whether the loop has no result any more; its archive is kept
 * @param claim digest of the manifest as the event claimed it: the same claim needs no second look at the files
 * @param archiveModifiedAt modification time of the archive that this was written for
 * @param bundle the archive
 * @param withdrawnAt when the loop was withdrawn; null if it was not, or before this was noted
 * @param entityTag what the store of objects calls the archive's content; null in a folder
 * @param unannounced true if the archive was packed again, with other bytes, and that was not announced yet; null otherwise
 */
public record IndexEntry(
        int format,
        long revision,
        boolean withdrawn,
        Sha256 claim,
        Instant archiveModifiedAt,
        Bundle bundle,
        @Nullable Instant withdrawnAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String entityTag,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean unannounced) {

    static final int FORMAT = 1;
    /** No archive was written then: what is there now is compared by its content. */
    private static final Instant NEVER = Instant.EPOCH;

    public static IndexEntry packed(long revision, Sha256 claim, Instant archiveModifiedAt, Bundle bundle) {
        return new IndexEntry(FORMAT, revision, false, claim, archiveModifiedAt, bundle, null, null, null);
    }

    /** An archive in a bucket: its entity tag tells what its time tells of a file. */
    static IndexEntry uploaded(StagedArchive archive, @Nullable String entityTag, boolean owesAnnouncement) {
        return new IndexEntry(
                FORMAT,
                archive.revision(),
                false,
                archive.claim(),
                NEVER,
                archive.bundle(),
                null,
                entityTag,
                owesAnnouncement ? true : null);
    }

    IndexEntry of(Instant modifiedAt) {
        return new IndexEntry(
                format, revision, withdrawn, claim, modifiedAt, bundle, withdrawnAt, entityTag, unannounced);
    }

    /** This entry where the archive is not believed to be the one that it describes, whatever its size and time. */
    IndexEntry distrusted() {
        return of(NEVER);
    }

    /** @param isOpen whether the archive is still to be announced */
    IndexEntry withAnnouncement(boolean isOpen) {
        return new IndexEntry(
                format,
                revision,
                withdrawn,
                claim,
                archiveModifiedAt,
                bundle,
                withdrawnAt,
                entityTag,
                isOpen ? true : null);
    }

    /** Whether the archive is still to be announced. */
    public boolean owesAnnouncement() {
        return Boolean.TRUE.equals(unannounced);
    }

    /** @param since null if the loop has a result; a loop that is withdrawn again keeps its first time */
    IndexEntry at(long newerRevision, @Nullable Instant since) {
        Instant first = withdrawn && since != null && withdrawnAt != null ? withdrawnAt : since;
        return new IndexEntry(
                format,
                Math.max(revision, newerRevision),
                since != null,
                claim,
                archiveModifiedAt,
                bundle,
                first,
                entityTag,
                unannounced);
    }
}

package dev.loopline.bundle.retention;

import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.contracts.BundleId;
import java.time.Instant;

/**
 * What is to become of the archive of a withdrawn loop.
 *
 * @param id the bundle
 * @param entry what the store knew about it
 * @param withdrawnSince when the loop was withdrawn
 * @param fate what is to become of it
 * @param reason why, in one sentence
 */
public record Verdict(BundleId id, IndexEntry entry, Instant withdrawnSince, Fate fate, String reason) {

    /** What is to become of an archive. */
    public enum Fate {
        /** It may go now. */
        GOES,
        /** It goes later, if nothing changes. */
        WAITS,
        /** Something refers to it. */
        REFERRED_TO,
        /** No retention is set, so nothing goes. */
        KEPT
    }
}

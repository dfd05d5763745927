package dev.loopline.bundle.store;

import dev.loopline.contracts.Sha256;
import dev.loopline.kit.bucket.Bucket;
import dev.loopline.kit.bucket.StoredObject;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.NavigableMap;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Deletes superseded archives, old entries and half-finished uploads from a bucket. May be done by several
 * bundlers at once. Times are those of the store's clock. Safe for all threads.
 */
public final class BucketLeftovers {

    private static final Logger LOG = Logger.getLogger(BucketLeftovers.class);

    private final Bucket bucket;
    private final BucketIndex index;

    BucketLeftovers(Bucket bucket, BucketIndex index) {
        this.bucket = bucket;
        this.index = index;
    }

    /**
     * Removes archives that no entry of their bundle's newest revision names, and the entries of older revisions. An archive of
     * which nothing at all is noted stays: it may be the only copy.
     *
     * @param before what was written or superseded later stays, for readers that are behind
     * @return how many archives went
     */
    public int removeSuperseded(Instant before) throws IOException {
        int removed = 0;
        for (BundleObjects there : index.lookAtAll().values()) {
            if (there.newest().isPresent()
                    && isOlder(there.entries().lastEntry().getValue(), before)) {
                removed += removeSuperseded(there, before);
            }
        }
        return removed;
    }

    private int removeSuperseded(BundleObjects there, Instant before) throws IOException {
        long revision = there.newest().orElseThrow().revision();
        NavigableMap<EntryName, StoredObject> older = there.entries();
        Set<Sha256> named = new HashSet<>();
        for (EntryName name : older.keySet()) {
            if (name.revision() == revision) {
                named.add(name.archive());
            }
        }
        int removed = 0;
        for (var archive : there.archives().entrySet()) {
            if (!named.contains(archive.getKey()) && isOlder(archive.getValue(), before)) {
                bucket.delete(archive.getValue().key());
                removed++;
                LOG.infof(
                        "An archive that was superseded was removed. bundleId=%s sha256=%s bytes=%d",
                        there.id(), archive.getKey(), archive.getValue().sizeBytes());
            }
        }
        for (var entry : older.entrySet()) {
            if (entry.getKey().revision() < revision && isOlder(entry.getValue(), before)) {
                bucket.delete(entry.getValue().key());
            }
        }
        return removed;
    }

    private static boolean isOlder(StoredObject object, Instant before) {
        return object.modifiedAt().isBefore(before);
    }

    /**
     * Drops what uploads left unfinished that were begun before a time.
     *
     * @return how many they were
     */
    public int dropUploads(Instant before) throws IOException {
        int dropped = bucket.abortUploads(before);
        if (dropped > 0) {
            LOG.infof("Uploads that bundlers left unfinished were dropped. uploads=%d", dropped);
        }
        return dropped;
    }
}

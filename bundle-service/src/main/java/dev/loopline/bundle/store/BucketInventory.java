package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import java.io.IOException;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** The list of a whole bucket, kept for some seconds: who pages through it or watches the status asks for it often. Safe for all threads. */
final class BucketInventory {

    private static final Duration KEPT = Duration.ofSeconds(10);

    private final BucketIndex index;
    private NavigableMap<String, BundleObjects> all = new TreeMap<>();
    /** By {@link System#nanoTime}; a time long ago before the first list. */
    private long listedAt = System.nanoTime() - KEPT.multipliedBy(2).toNanos();

    BucketInventory(BucketIndex index) {
        this.index = index;
    }

    /** All bundles, at most some seconds old. */
    synchronized NavigableMap<String, BundleObjects> refresh() throws IOException {
        if (System.nanoTime() - listedAt > KEPT.toNanos()) {
            all = index.lookAtAll();
            listedAt = System.nanoTime();
        }
        return all;
    }

    /** A bundle of the last list. */
    synchronized Optional<BundleObjects> of(BundleId id) {
        return Optional.ofNullable(all.get(id.value()));
    }

    /** The next one to ask has it listed anew. */
    synchronized void forget() {
        listedAt = System.nanoTime() - KEPT.multipliedBy(2).toNanos();
    }
}

package dev.loopline.bundle.store;

import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.Sha256;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Digests of the last archives that had to be read because the index does not know them. Safe for all threads. */
final class DigestCache {

    private static final int CAPACITY = 256;

    private final Map<Key, Sha256> digests = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Sha256> eldest) {
            return size() > CAPACITY;
        }
    };

    private record Key(BundleId id, long sizeBytes, Instant modifiedAt) {}

    synchronized Optional<Sha256> get(BundleId id, long sizeBytes, Instant modifiedAt) {
        return Optional.ofNullable(digests.get(new Key(id, sizeBytes, modifiedAt)));
    }

    synchronized void forget(BundleId id) {
        digests.keySet().removeIf(key -> key.id().equals(id));
    }

    synchronized void put(BundleId id, long sizeBytes, Instant modifiedAt, Sha256 sha256) {
        digests.put(new Key(id, sizeBytes, modifiedAt), sha256);
    }
}

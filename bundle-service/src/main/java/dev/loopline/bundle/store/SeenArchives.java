package dev.loopline.bundle.store;

import dev.loopline.bundle.store.ArchiveScan.Look;
import dev.loopline.kit.bucket.StoredObject;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Archives in a bucket that this process has read: which are whole, although they look other than noted, and which are damaged,
 * although they look as noted. Safe for all threads.
 */
final class SeenArchives {

    /** By key. */
    private final Map<String, Look> whole = new ConcurrentHashMap<>();

    private final Map<String, Look> damaged = new ConcurrentHashMap<>();

    /** Some stores tell times to the second in one answer and more exactly in another. */
    static Look look(StoredObject object) {
        return new Look(object.sizeBytes(), object.modifiedAt().truncatedTo(ChronoUnit.SECONDS), object.entityTag());
    }

    void whole(String key, Look look) {
        damaged.remove(key);
        whole.put(key, look);
    }

    void damaged(String key, Look look) {
        whole.remove(key);
        damaged.put(key, look);
    }

    /** It was written anew. */
    void forget(String key) {
        whole.remove(key);
        damaged.remove(key);
    }

    boolean isDamaged(StoredObject object) {
        return look(object).equals(damaged.get(object.key()));
    }

    /** @param entityTag what was noted when it was written */
    boolean isAsWritten(StoredObject object, @Nullable String entityTag) {
        return !isDamaged(object)
                && (object.entityTag().equals(entityTag) || look(object).equals(whole.get(object.key())));
    }
}

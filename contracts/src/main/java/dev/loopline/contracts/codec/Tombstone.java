package dev.loopline.contracts.codec;

import dev.loopline.contracts.LoopKey;
import org.jspecify.annotations.Nullable;

/**
 * A loop is withdrawn: it has no result any more, or is gone.
 *
 * @param key the loop
 * @param revision the revision that says so; 0 where the record does not say (written by hand, for example)
 * @param home the home that the loop lay in; null where the record does not say
 */
public record Tombstone(
        LoopKey key, long revision, @Nullable String home) {

    /** A withdrawal that names no home. */
    public static Tombstone of(LoopKey key, long revision) {
        return new Tombstone(key, revision, null);
    }
}

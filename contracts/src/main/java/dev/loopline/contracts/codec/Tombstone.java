package dev.loopline.contracts.codec;

import dev.loopline.contracts.LoopKey;

/**
 * A loop is withdrawn: it has no result any more, or is gone.
 *
 * @param key the loop
 * @param revision the revision that says so; 0 where the record does not say (written by hand, for example)
 */
public record Tombstone(LoopKey key, long revision) {

    public static Tombstone of(LoopKey key, long revision) {
        return new Tombstone(key, revision);
    }
}

package dev.loopline.contracts.codec;

import dev.loopline.contracts.LoopKey;
import java.util.List;

/**
 * A loop is withdrawn: it has no result any more, or is gone.
 *
 * @param key the loop
 * @param revision the revision that says so; 0 where the record does not tell (written by hand, for example)
 * @param sequence on the catalog's topic the sequence, else 0
 * @param goneFingerprints on the catalog's topic the factors that no loop has any more
 */
public record Tombstone(LoopKey key, long revision, long sequence, List<String> goneFingerprints) {

    public Tombstone {
        goneFingerprints = List.copyOf(goneFingerprints);
    }

    public static Tombstone of(LoopKey key, long revision) {
        return new Tombstone(key, revision, 0, List.of());
    }
}

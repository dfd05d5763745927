package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import java.util.Map;

/**
 * What the topics tell to a state that knows nothing.
 *
 * @param highestSequence the highest sequence that was ever published; 0 if none
 * @param announcedLoops loops that an earlier state announced and did not withdraw, with the revision
 * @param announcedFactors factors that it announced, by fingerprint, with the loop that carried them last
 * @param targets for each partition of the input that holds anything: the offset after its last record
 */
public record Recovery(
        long highestSequence,
        Map<LoopKey, Long> announcedLoops,
        Map<String, LoopKey> announcedFactors,
        Map<Integer, Long> targets) {

    public Recovery {
        announcedLoops = Map.copyOf(announcedLoops);
        announcedFactors = Map.copyOf(announcedFactors);
        targets = Map.copyOf(targets);
    }
}

package dev.loopline.watcher.discovery;

import dev.loopline.contracts.LoopKey;
import java.util.List;
import java.util.Map;

/**
 * What a look at the home brought up.
 *
 * @param loops all loops
 * @param unassigned what belongs to none
 */
public record Discovery(Map<LoopKey, Candidate> loops, List<Unassigned> unassigned) {

    public Discovery {
        loops = Map.copyOf(loops);
        unassigned = List.copyOf(unassigned);
    }
}

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

    /** Whether files that no listing of folders and no row shows may say something new. */
    public boolean isUndecided() {
        return !unassigned.isEmpty() || loops.values().stream().anyMatch(Candidate::isUndecided);
    }
}

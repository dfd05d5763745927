package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import java.util.List;

/**
 * How a rebuilt generation differs from the one in use.
 *
 * @param loops live loops of the rebuilt generation
 * @param added loops that only the rebuilt one has
 * @param changed loops that say something else
 * @param withdrawn loops that only the one in use has
 * @param reshown loops that say the same, but show other factors
 * @param factorsMoved factors that another loop shows
 * @param factorsAdded factors that only the rebuilt one has
 * @param factorsGone factors that only the one in use has
 */
public record Difference(
        long loops,
        Loops added,
        Loops changed,
        Loops withdrawn,
        Loops reshown,
        long factorsMoved,
        long factorsAdded,
        long factorsGone) {

    /**
     * @param count how many
     * @param first the smallest keys of them
     */
    public record Loops(long count, List<LoopKey> first) {
        public Loops {
            first = List.copyOf(first);
        }
    }

    /** Loops whose events have to go out again. */
    public long concerned() {
        return added.count() + changed.count() + withdrawn.count() + reshown.count();
    }
}

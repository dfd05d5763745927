package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import java.util.List;

/**
 * How a rebuilt generation differs from the one in use.
 *
 * @param loops live loops of the rebuilt generation
 * @param added loops that only the rebuilt one has
 * @param changed loops whose facts have other bytes
 * @param withdrawn loops that only the one in use has
 * @param lost loops of the one in use that the topic does not know, or knows in an older revision only
 */
public record Difference(long loops, Loops added, Loops changed, Loops withdrawn, Loops lost) {

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
        return added.count() + changed.count() + withdrawn.count();
    }
}

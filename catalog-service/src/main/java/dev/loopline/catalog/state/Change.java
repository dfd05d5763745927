package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.contracts.LoopKey;

/** What an event says about a loop. */
public sealed interface Change {

    LoopKey key();

    /** The loop has a result, and this is it. */
    record Present(LoopProjection projection) implements Change {
        @Override
        public LoopKey key() {
            return projection.key();
        }
    }

    /**
     * The loop is withdrawn.
     *
     * @param revision the revision that says so; 0 if unknown, which withdraws whatever is there
     */
    record Withdrawn(LoopKey key, long revision) implements Change {}
}

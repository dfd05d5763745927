package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.BundleCreated;

/** What an event says about a loop. */
public sealed interface Change {

    LoopKey key();

    /**
     * What the event says. A loop without result is not in the catalogs, whatever else is known of it.
     *
     * @throws IllegalStateException if the primary workspace of the event is not among its workspaces
     */
    static Change of(BundleCreated event) {
        return event.backfilled().hasResult()
                ? new Present(LoopProjector.project(event))
                : new Withdrawn(event.key(), event.revision());
    }

    static Change of(Tombstone tombstone) {
        return new Withdrawn(tombstone.key(), tombstone.revision());
    }

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

package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjection;
import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.BundleCreated;
import org.jspecify.annotations.Nullable;

/** What an event says about a loop. */
public sealed interface Change {

    LoopKey key();

    /**
     * Does what can be done before it is this change's turn to be written, and by another thread; the change has to be handed
     * over safely afterwards. Whoever does not call it waits a little longer later.
     */
    default void prepare() {}

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

    /** The loop has a result, and this is it. Used by one thread at a time. */
    final class Present implements Change {

        private final LoopProjection projection;
        private byte @Nullable [] deflated;

        public Present(LoopProjection projection) {
            this.projection = projection;
        }

        public LoopProjection projection() {
            return projection;
        }

        @Override
        public LoopKey key() {
            return projection.key();
        }

        /** The projection as it is kept. */
        byte[] deflated() {
            byte[] known = deflated;
            if (known == null) {
                known = ProjectionCodec.write(projection);
                deflated = known;
            }
            return known;
        }

        @Override
        public void prepare() {
            deflated();
        }
    }

    /**
     * The loop is withdrawn.
     *
     * @param revision the revision that says so; 0 if unknown, which withdraws whatever is there
     */
    record Withdrawn(LoopKey key, long revision) implements Change {}
}

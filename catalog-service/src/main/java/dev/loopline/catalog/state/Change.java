package dev.loopline.catalog.state;

import dev.loopline.catalog.project.LoopProjector;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.CatalogUpdated;
import org.jspecify.annotations.Nullable;

/** What an event says about a loop. */
public sealed interface Change {

    LoopKey key();

    /**
     * Does the work that needs no transaction: encoding and compressing. Any thread may call it before the change is handed
     * over safely to the thread that writes; if it was not called, the writing thread does the work.
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

    /** The loop has a result, and these are its facts. Used by one thread at a time. */
    final class Present implements Change {

        private final CatalogUpdated facts;
        private FactsCodec.@Nullable Kept kept;

        public Present(CatalogUpdated facts) {
            this.facts = facts;
        }

        public CatalogUpdated facts() {
            return facts;
        }

        @Override
        public LoopKey key() {
            return facts.key();
        }

        /** The facts as they are kept. */
        FactsCodec.Kept kept() {
            FactsCodec.Kept known = kept;
            if (known == null) {
                known = FactsCodec.write(facts);
                kept = known;
            }
            return known;
        }

        @Override
        public void prepare() {
            kept();
        }
    }

    /**
     * The loop is withdrawn.
     *
     * @param revision the revision that says so; 0 if unknown, which withdraws whatever is there
     */
    record Withdrawn(LoopKey key, long revision) implements Change {}
}

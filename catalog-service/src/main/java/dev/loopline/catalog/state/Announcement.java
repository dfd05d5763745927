package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;

/** Something that has to be published, or was. */
public sealed interface Announcement {

    LoopKey key();

    /** The number of the change in this state; see {@link CatalogReader#since}. */
    long change();

    /** The loop's newest facts. */
    record Updated(CatalogUpdated event, long change) implements Announcement {
        @Override
        public LoopKey key() {
            return event.key();
        }
    }

    /** The loop is withdrawn. */
    record Withdrawal(Tombstone tombstone, long change) implements Announcement {
        @Override
        public LoopKey key() {
            return tombstone.key();
        }
    }
}

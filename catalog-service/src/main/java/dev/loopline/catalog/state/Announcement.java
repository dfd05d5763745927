package dev.loopline.catalog.state;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;

/** Something that has to be published. */
public sealed interface Announcement {

    LoopKey key();

    long sequence();

    /** The loop's newest entries. */
    record Updated(CatalogUpdated event) implements Announcement {
        @Override
        public LoopKey key() {
            return event.key();
        }

        @Override
        public long sequence() {
            return event.sequence();
        }
    }

    /** The loop is withdrawn. */
    record Withdrawal(Tombstone tombstone) implements Announcement {
        @Override
        public LoopKey key() {
            return tombstone.key();
        }

        @Override
        public long sequence() {
            return tombstone.sequence();
        }
    }
}

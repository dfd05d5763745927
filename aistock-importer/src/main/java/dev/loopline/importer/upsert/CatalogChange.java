package dev.loopline.importer.upsert;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.bundle.BundleResult;

/** What is to happen to the rows of one loop. */
public sealed interface CatalogChange {

    LoopKey key();

    /** From 1; 0 in a withdrawal that was written by hand, which is about whatever there is. */
    long revision();

    /**
     * The loop has these facts.
     *
     * @param event the facts
     * @param bundle how it went with its bundle
     * @param digest of the facts: with it a repetition is recognised
     */
    record Import(CatalogUpdated event, BundleResult bundle, Sha256 digest) implements CatalogChange {

        private static final EventCodec CODEC = new EventCodec();

        public Import(CatalogUpdated event, BundleResult bundle) {
            this(event, bundle, Sha256.of(CODEC.encode(event)));
        }

        /** The same facts with another bundle result. */
        public Import with(BundleResult other) {
            return new Import(event, other, digest);
        }

        @Override
        public LoopKey key() {
            return event.key();
        }

        @Override
        public long revision() {
            return event.revision();
        }
    }

    /** The loop is in the catalogs no more. */
    record Withdrawal(Tombstone tombstone) implements CatalogChange {

        @Override
        public LoopKey key() {
            return tombstone.key();
        }

        @Override
        public long revision() {
            return tombstone.revision();
        }
    }

    /**
     * Which of two changes of one loop counts, the later one in the topic given second: the higher revision; of equal ones a
     * withdrawal, because it outlives the facts of its revision, else the later one.
     */
    static CatalogChange newer(CatalogChange earlier, CatalogChange later) {
        if (later.revision() == 0 || later.revision() > earlier.revision()) {
            return later;
        }
        boolean isSame = later.revision() == earlier.revision();
        return isSame && !(earlier instanceof Withdrawal && later instanceof Import) ? later : earlier;
    }
}

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

    /** Identity of the topic that it came from, within which revisions are compared; empty if it is not known. */
    String topicId();

    /** The loop has these facts. */
    final class Import implements CatalogChange {

        private static final EventCodec CODEC = new EventCodec();

        private final CatalogUpdated event;
        private final BundleResult bundle;
        private final String topicId;
        private final byte[] encoded;
        private final Sha256 digest;

        public Import(CatalogUpdated event, BundleResult bundle) {
            this(event, bundle, "");
        }

        /**
         * @param event the facts
         * @param bundle how it went with its bundle
         * @param topicId see {@link CatalogChange#topicId}
         */
        public Import(CatalogUpdated event, BundleResult bundle, String topicId) {
            this.event = event;
            this.bundle = bundle;
            this.topicId = topicId;
            this.encoded = CODEC.encode(event);
            this.digest = Sha256.of(encoded);
        }

        private Import(Import facts, BundleResult bundle) {
            this.event = facts.event;
            this.bundle = bundle;
            this.topicId = facts.topicId;
            this.encoded = facts.encoded;
            this.digest = facts.digest;
        }

        /** The same facts with another bundle result. */
        public Import with(BundleResult other) {
            return new Import(this, other);
        }

        public CatalogUpdated event() {
            return event;
        }

        public BundleResult bundle() {
            return bundle;
        }

        /** Of the facts: with it a repetition is recognised. */
        Sha256 digest() {
            return digest;
        }

        /** The facts as the database keeps them. */
        String packed() {
            return PackedFacts.pack(encoded);
        }

        @Override
        public String topicId() {
            return topicId;
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
    record Withdrawal(Tombstone tombstone, String topicId) implements CatalogChange {

        public Withdrawal(Tombstone tombstone) {
            this(tombstone, "");
        }

        @Override
        public LoopKey key() {
            return tombstone.key();
        }

        @Override
        public long revision() {
            return tombstone.revision();
        }
    }

    /** Whether both are known and two: then neither says anything about the order of the other's revisions. */
    static boolean areTwoTopics(String one, String other) {
        return !one.isEmpty() && !other.isEmpty() && !one.equals(other);
    }

    /**
     * Which of two changes of one loop counts, the later one in the topic given second. It is the one from the topic that is
     * read now, else the one with the higher revision. Of equal revisions a withdrawal counts, because it outlives the facts of
     * its revision, else the later one.
     */
    static CatalogChange newer(CatalogChange earlier, CatalogChange later) {
        boolean isLaterTopic = areTwoTopics(earlier.topicId(), later.topicId());
        if (isLaterTopic || later.revision() == 0 || later.revision() > earlier.revision()) {
            return later;
        }
        boolean isSame = later.revision() == earlier.revision();
        return isSame && !(earlier instanceof Withdrawal && later instanceof Import) ? later : earlier;
    }
}

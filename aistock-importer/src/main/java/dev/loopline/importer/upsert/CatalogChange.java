package dev.loopline.importer.upsert;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.bundle.BundleResult;
import java.util.List;

/** What is to happen to the rows of one loop. */
public sealed interface CatalogChange {

    LoopKey key();

    ImportOrder order();

    /** Factors that no loop has any more. */
    List<String> goneFingerprints();

    /** The loop has these entries. */
    record Import(CatalogUpdated event, BundleResult bundle) implements CatalogChange {

        @Override
        public LoopKey key() {
            return event.key();
        }

        @Override
        public ImportOrder order() {
            return new ImportOrder(event.revision(), event.sequence());
        }

        @Override
        public List<String> goneFingerprints() {
            return event.goneFingerprints();
        }
    }

    /** The loop is in the catalogs no more. */
    record Withdrawal(Tombstone tombstone) implements CatalogChange {

        @Override
        public LoopKey key() {
            return tombstone.key();
        }

        @Override
        public ImportOrder order() {
            return new ImportOrder(tombstone.revision(), tombstone.sequence());
        }

        @Override
        public List<String> goneFingerprints() {
            return tombstone.goneFingerprints();
        }
    }

    /** Factors are gone, whatever their loop says; the loop itself stays as it is. */
    record Gone(LoopKey key, ImportOrder order, List<String> goneFingerprints) implements CatalogChange {

        public Gone {
            goneFingerprints = List.copyOf(goneFingerprints);
        }
    }
}

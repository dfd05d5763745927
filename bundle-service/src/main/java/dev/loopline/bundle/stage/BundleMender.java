package dev.loopline.bundle.stage;

import dev.loopline.bundle.integrity.Mender;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.pack.PackOutcome;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.topic.NewestRecords;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;

/**
 * Packs loops again as their newest announcement says, which carries the loop's event as well: what this service once said is
 * true again. A bundle that became another one, because its files were changed meanwhile, is announced anew. For one thread.
 */
@Singleton
class BundleMender implements Mender {

    private final BrokerAccess broker;
    private final LoopPacker packer;
    private final BundleStore store;
    private final EventPublisher publisher;
    private final BundleCounters counters;
    private final EventCodec codec = new EventCodec();

    BundleMender(
            BrokerAccess broker,
            LoopPacker packer,
            BundleStore store,
            EventPublisher publisher,
            BundleCounters counters) {
        this.broker = broker;
        this.packer = packer;
        this.store = store;
        this.publisher = publisher;
        this.counters = counters;
    }

    @Override
    public void mend(Predicate<LoopKey> wanted, Results results) throws IOException, InterruptedException {
        try (NewestRecords topic = new NewestRecords(broker, EventType.BUNDLE_CREATED.topic())) {
            topic.read(wanted, record -> mend(record, results));
        } catch (ClosedByInterruptException | FileLockInterruptionException | InterruptException e) {
            throw new InterruptedException("the service stops");
        }
    }

    private void mend(ConsumerRecord<byte[], byte[]> record, Results results) throws IOException {
        Optional<BundleCreated> announced = codec.decode(
                        EventType.BUNDLE_CREATED,
                        BundleCreated.class,
                        RecordHeaders.of(record),
                        record.key(),
                        record.value())
                .match(
                        Optional::of,
                        tombstone -> {
                            results.withdrawn(tombstone.key());
                            return Optional.empty();
                        },
                        unreadable -> Optional.empty());
        if (announced.isPresent()) {
            mend(announced.get(), results);
        }
    }

    private void mend(BundleCreated announced, Results results) throws IOException {
        LoopBackfilled loop = announced.backfilled();
        PackOutcome outcome = packer.restore(announced);
        if (outcome instanceof PackOutcome.Rejected rejected) {
            results.failed(loop.key(), rejected.message());
        } else if (outcome instanceof PackOutcome.SourceStillChanging changing) {
            results.failed(loop.key(), "a file of the loop changed while it was packed: " + changing.file());
        } else {
            results.mended(loop.key(), mended(outcome, loop));
        }
    }

    private String mended(PackOutcome outcome, LoopBackfilled loop) throws IOException {
        Optional<Bundle> packed = outcome.match(Optional::of, other -> Optional.empty());
        if (packed.isEmpty()) {
            return "a newer one took its place";
        }
        Bundle bundle = packed.get();
        BundleId id = new BundleId(bundle.bundleId());
        boolean isNew = outcome instanceof PackOutcome.Packed;
        if (isNew) {
            counters.countMended();
        }
        if (isNew || store.entry(id).filter(IndexEntry::owesAnnouncement).isPresent()) {
            store.announce(id, loop.revision(), () -> publisher.publish(new BundleCreated(bundle, loop)));
        }
        return "bundleId=" + id + " bytes=" + bundle.sizeBytes() + " sha256=" + bundle.sha256();
    }
}

package dev.loopline.bundle.stage;

import dev.loopline.bundle.integrity.Mender;
import dev.loopline.bundle.pack.LoopPacker;
import dev.loopline.bundle.pack.PackOutcome;
import dev.loopline.bundle.store.BundleStore;
import dev.loopline.bundle.store.IndexEntry;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.topic.NewestRecords;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * Packs loops again as their newest announcement says, which carries the loop's event as well: what this service once said is
 * true again. A bundle that became another one, because its files were changed meanwhile, is announced anew. For one thread.
 */
@Singleton
class BundleMender implements Mender {

    private static final Logger LOG = Logger.getLogger(BundleMender.class);

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
        try {
            Set<LoopKey> restored = new HashSet<>();
            read(
                    EventType.BUNDLE_CREATED,
                    BundleCreated.class,
                    wanted,
                    announced -> restore(announced, results).ifPresent(restored::add),
                    results);
            if (!restored.isEmpty()) {
                read(EventType.LOOP_BACKFILLED, LoopBackfilled.class, restored::contains, this::catchUp, results);
            }
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw new InterruptedException("the service stops");
        }
    }

    private interface Taker<E> {
        void take(E event) throws IOException;
    }

    private <E extends LoopEvent> void read(
            EventType type, Class<E> payload, Predicate<LoopKey> wanted, Taker<E> taker, Results results)
            throws IOException, InterruptedException {
        try (NewestRecords topic = new NewestRecords(broker, type.topic())) {
            topic.read(wanted, record -> {
                Decoded<E> decoded =
                        codec.decode(type, payload, RecordHeaders.of(record), record.key(), record.value());
                if (decoded instanceof Decoded.Known<E> known) {
                    taker.take(known.event());
                } else if (decoded instanceof Decoded.Withdrawn<E> withdrawn) {
                    results.withdrawn(withdrawn.tombstone().key());
                }
            });
        }
    }

    /** @return the loop, if its archive was packed again */
    private Optional<LoopKey> restore(BundleCreated announced, Results results) throws IOException {
        LoopBackfilled loop = announced.backfilled();
        PackOutcome outcome = packer.restore(announced);
        if (outcome instanceof PackOutcome.Rejected rejected) {
            results.failed(loop.key(), rejected.message());
        } else if (outcome instanceof PackOutcome.SourceStillChanging changing) {
            results.failed(loop.key(), "a file of the loop changed while it was packed: " + changing.file());
        } else {
            results.mended(loop.key(), announce(outcome, loop));
        }
        if (outcome instanceof PackOutcome.Packed) {
            counters.countMended();
            return Optional.of(loop.key());
        }
        return Optional.empty();
    }

    /** Its event may have been a dead letter because the archive was damaged; it can be packed now. */
    private void catchUp(LoopBackfilled newest) throws IOException {
        Optional<IndexEntry> known = store.entry(BundleId.of(newest.key()));
        boolean isNewer =
                known.filter(entry -> entry.revision() < newest.revision()).isPresent();
        if (isNewer && newest.hasResult()) {
            LOG.infof(
                    "A loop is packed that had to wait for its archive. taskRunId=%s loopId=%d %s",
                    newest.loop().taskRunId(), newest.loop().loopId(), announce(packer.packUnasked(newest), newest));
        }
    }

    private String announce(PackOutcome outcome, LoopBackfilled loop) throws IOException {
        Optional<Bundle> packed = outcome.match(Optional::of, other -> Optional.empty());
        if (packed.isEmpty()) {
            return outcome.toString();
        }
        Bundle bundle = packed.get();
        BundleId id = new BundleId(bundle.bundleId());
        boolean isNew = outcome instanceof PackOutcome.Packed
                || store.entry(id).filter(IndexEntry::owesAnnouncement).isPresent();
        if (isNew) {
            store.announce(id, loop.revision(), () -> publisher.publish(new BundleCreated(bundle, loop)));
        }
        return "bundleId=" + id + " bytes=" + bundle.sizeBytes() + " sha256=" + bundle.sha256();
    }
}

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
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.topic.NewestRecords;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Packs loops again as their newest announcement says, which carries the loop's event as well: what this service once said is
 * true again. A bundle that became another one, because its files were changed meanwhile, is announced anew. For one thread.
 */
@Singleton
class BundleMender implements Mender {

    private final Topics topics;
    private final LoopPacker packer;
    private final BundleStore store;
    private final EventPublisher publisher;
    private final BundleCounters counters;
    private final EventCodec codec = new EventCodec();

    @Inject
    BundleMender(
            BrokerAccess broker,
            LoopPacker packer,
            BundleStore store,
            EventPublisher publisher,
            BundleCounters counters) {
        this(
                (topic, wanted, taker) -> {
                    try (NewestRecords records = new NewestRecords(broker, topic)) {
                        records.read(wanted, taker);
                    }
                },
                packer,
                store,
                publisher,
                counters);
    }

    BundleMender(
            Topics topics, LoopPacker packer, BundleStore store, EventPublisher publisher, BundleCounters counters) {
        this.topics = topics;
        this.packer = packer;
        this.store = store;
        this.publisher = publisher;
        this.counters = counters;
    }

    /** Hands over the newest record of each loop that is wanted, tombstones included. */
    interface Topics {
        void read(String topic, Predicate<LoopKey> wanted, NewestRecords.Taker taker)
                throws IOException, InterruptedException;
    }

    @Override
    public void mend(Predicate<LoopKey> wanted, Results results) throws IOException, InterruptedException {
        Set<LoopKey> open = new HashSet<>();
        read(EventType.BUNDLE_CREATED, BundleCreated.class, wanted, new Taker<>() {
            @Override
            public void take(BundleCreated announced) throws IOException {
                restore(announced, results).ifPresent(open::add);
            }

            @Override
            public void withdrawn(Tombstone tombstone, Instant at) {
                results.withdrawn(tombstone.key());
            }
        });
        if (!open.isEmpty()) {
            followUp(open::contains, results);
        }
    }

    @Override
    public void catchUp(Results results) throws IOException, InterruptedException {
        read(EventType.BUNDLE_CREATED, BundleCreated.class, loop -> true, new Taker<>() {
            @Override
            public void take(BundleCreated announced) throws IOException {
                if (!isNoted(announced)) {
                    restore(announced, results);
                }
            }

            @Override
            public void withdrawn(Tombstone tombstone, Instant at) throws IOException {
                BundleId id = BundleId.of(tombstone.key());
                if (store.entry(id).filter(known -> !known.withdrawn()).isPresent()) {
                    store.withdraw(id, tombstone.revision(), at);
                }
            }
        });
        // What was announced last may be an older revision that was announced once more.
        followUp(loop -> true, results);
    }

    private interface Taker<E> {
        void take(E event) throws IOException;

        /** @param at when that was said */
        void withdrawn(Tombstone tombstone, Instant at) throws IOException;
    }

    private <E extends LoopEvent> void read(EventType type, Class<E> payload, Predicate<LoopKey> wanted, Taker<E> taker)
            throws IOException, InterruptedException {
        try {
            topics.read(type.topic(), wanted, record -> {
                Decoded<E> decoded =
                        codec.decode(type, payload, RecordHeaders.of(record), record.key(), record.value());
                if (decoded instanceof Decoded.Known<E> known) {
                    taker.take(known.event());
                } else if (decoded instanceof Decoded.Withdrawn<E> withdrawn) {
                    taker.withdrawn(withdrawn.tombstone(), Instant.ofEpochMilli(record.timestamp()));
                }
            });
        } catch (ClosedByInterruptException | FileLockInterruptionException e) {
            throw new InterruptedException("the service stops");
        }
    }

    /** Whether the folder knows what was announced, or something newer. */
    private boolean isNoted(BundleCreated announced) throws IOException {
        Optional<IndexEntry> known = store.entry(new BundleId(announced.bundle().bundleId()));
        long revision = announced.backfilled().revision();
        return known.filter(entry -> entry.revision() > revision
                        || (entry.revision() == revision
                                && (entry.withdrawn()
                                        || entry.owesAnnouncement()
                                        || entry.bundle().equals(announced.bundle()))))
                .isPresent();
    }

    /** @return the loop, if its newest event is to be looked at */
    private Optional<LoopKey> restore(BundleCreated announced, Results results) throws IOException {
        LoopBackfilled loop = announced.backfilled();
        boolean isOutdated = store.entry(BundleId.of(loop.key()))
                .filter(known -> known.revision() > loop.revision())
                .isPresent();
        if (isOutdated) {
            return Optional.of(loop.key()); // it came once more, behind the announcement of a newer revision
        }
        PackOutcome outcome = packer.restore(announced);
        tell(outcome, loop, announced.bundle(), results);
        if (outcome instanceof PackOutcome.Packed) {
            counters.countMended();
            return Optional.of(loop.key());
        }
        return Optional.empty();
    }

    private void tell(PackOutcome outcome, LoopBackfilled loop, @Nullable Bundle announced, Results results)
            throws IOException {
        if (outcome instanceof PackOutcome.Rejected rejected) {
            results.failed(loop.key(), rejected.message());
        } else if (outcome instanceof PackOutcome.SourceStillChanging changing) {
            results.failed(loop.key(), "a file of the loop changed while it was packed: " + changing.file());
        } else {
            results.mended(loop.key(), announce(outcome, loop, announced));
        }
    }

    /**
     * Packs the newest revisions of loops, where they are not packed: their events may have been dead letters because the archives
     * were damaged.
     */
    private void followUp(Predicate<LoopKey> wanted, Results results) throws IOException, InterruptedException {
        read(EventType.LOOP_BACKFILLED, LoopBackfilled.class, wanted, new Taker<>() {
            @Override
            public void take(LoopBackfilled newest) throws IOException {
                followUp(newest, results);
            }

            @Override
            public void withdrawn(Tombstone tombstone, Instant at) {
                // its event comes by itself
            }
        });
    }

    private void followUp(LoopBackfilled newest, Results results) throws IOException {
        Optional<IndexEntry> known = store.entry(BundleId.of(newest.key()));
        if (known.isEmpty() || !newest.hasResult() || known.get().revision() > newest.revision()) {
            return;
        }
        boolean isWhole = store.holds(known.get());
        if (isWhole && known.get().revision() == newest.revision()) {
            return;
        }
        PackOutcome outcome = packer.packUnasked(newest);
        boolean isPacked = outcome.<Boolean>match(bundle -> true, nothing -> false);
        if (isPacked || !isWhole) { // else its event is a dead letter, which says why
            tell(outcome, newest, null, results);
        }
    }

    /** @param announced what was announced last; null if that was another revision */
    private String announce(PackOutcome outcome, LoopBackfilled loop, @Nullable Bundle announced) throws IOException {
        Optional<Bundle> packed = outcome.match(Optional::of, other -> Optional.empty());
        if (packed.isEmpty()) {
            return outcome.toString();
        }
        Bundle bundle = packed.get();
        BundleId id = new BundleId(bundle.bundleId());
        boolean isNew = outcome instanceof PackOutcome.Packed
                || (announced != null && !announced.equals(bundle))
                || store.entry(id).filter(IndexEntry::owesAnnouncement).isPresent();
        if (isNew) {
            store.announce(id, loop.revision(), () -> publisher.publish(new BundleCreated(bundle, loop)));
        }
        return "bundleId=" + id + " bytes=" + bundle.sizeBytes() + " sha256=" + bundle.sha256();
    }
}

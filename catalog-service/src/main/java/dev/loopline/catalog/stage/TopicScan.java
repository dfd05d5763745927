package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.Recovery;
import dev.loopline.catalog.topic.TopicCursor;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.RecordHeaders;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jboss.logging.Logger;

/**
 * Reads what a state that was lost had said: the catalog's own topic from its beginning to the end marked at the start,
 * for the highest sequence and for the loops and factors that are announced; and where the input ends now.
 */
final class TopicScan {

    private static final Logger LOG = Logger.getLogger(TopicScan.class);
    /** Announcements are decoded one after the other, so it is of no use to have many at once. */
    private static final int MAX_RECORDS = 500;

    private final String bootstrapServers;
    private final EventCodec codec = new EventCodec();

    private long highest;
    private long read;
    private final Map<LoopKey, Long> loops = new HashMap<>();
    private final Map<String, Carrier> factors = new HashMap<>();

    private record Carrier(LoopKey loop, long sequence) {}

    TopicScan(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    Recovery run() {
        Map<Integer, Long> targets = new HashMap<>();
        try (TopicCursor input = cursor(EventType.BUNDLE_CREATED)) {
            input.lastRecords().forEach((partition, offset) -> targets.put(partition, offset + 1));
        }
        readAnnouncements();
        Map<String, LoopKey> carriers = new HashMap<>();
        factors.forEach((fingerprint, carrier) -> carriers.put(fingerprint, carrier.loop()));
        LOG.infof(
                "The state is new; the topics were asked what it has to be. announcements=%d sequence=%d loops=%d"
                        + " factors=%d",
                read, highest, loops.size(), carriers.size());
        return new Recovery(highest, loops, carriers, targets);
    }

    private TopicCursor cursor(EventType type) {
        return new TopicCursor(bootstrapServers, type.topic(), MAX_RECORDS, Topics.MAX_RECORD_BYTES);
    }

    private void readAnnouncements() {
        try (TopicCursor announcements = cursor(EventType.CATALOG_UPDATED)) {
            Map<Integer, Long> ends = announcements.ends();
            announcements.seek(Map.of());
            for (Optional<TopicCursor.Part> part = announcements.next(ends);
                    part.isPresent();
                    part = announcements.next(ends)) {
                part.get().records().forEach(this::take);
            }
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        read++;
        Decoded<CatalogUpdated> decoded = codec.decode(
                EventType.CATALOG_UPDATED,
                CatalogUpdated.class,
                RecordHeaders.of(record),
                record.key(),
                record.value());
        decoded.match(this::announced, this::withdrawn, why -> {
            LOG.warnf(
                    "An announcement cannot be read and is passed over. topic=%s partition=%d offset=%d reason=%s",
                    record.topic(), record.partition(), record.offset(), why.message());
            return false;
        });
    }

    private boolean announced(CatalogUpdated event) {
        highest = Math.max(highest, event.sequence());
        loops.put(event.key(), event.revision());
        for (FactorEntry factor : event.ownedFactors()) {
            carried(factor.fingerprint(), event.key(), event.sequence());
        }
        event.goneFingerprints().forEach(gone -> carried(gone, event.key(), event.sequence()));
        return true;
    }

    private boolean withdrawn(Tombstone tombstone) {
        highest = Math.max(highest, tombstone.sequence());
        loops.remove(tombstone.key());
        tombstone.goneFingerprints().forEach(gone -> carried(gone, tombstone.key(), tombstone.sequence()));
        return true;
    }

    /** Of several loops that spoke of a factor, the one that did last goes on doing so. */
    private void carried(String fingerprint, LoopKey loop, long sequence) {
        factors.merge(
                fingerprint, new Carrier(loop, sequence), (old, now) -> now.sequence() >= old.sequence() ? now : old);
    }
}

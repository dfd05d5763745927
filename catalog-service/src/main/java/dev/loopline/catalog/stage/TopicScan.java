package dev.loopline.catalog.stage;

import dev.loopline.catalog.state.Recovery;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.catalog.FactorEntry;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.RecordHeaders;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;

/**
 * Reads what a state that was lost had said: the catalog's own topic from its beginning to the end marked at the start,
 * for the highest sequence and for the loops and factors that are announced; and where the input ends now.
 */
final class TopicScan implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(TopicScan.class);
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final EventCodec codec = new EventCodec();

    private long highest;
    private long read;
    private final Map<LoopKey, Long> loops = new HashMap<>();
    private final Map<String, Carrier> factors = new HashMap<>();

    private record Carrier(LoopKey loop, long sequence) {}

    TopicScan(String bootstrapServers) {
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false,
                        ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG,
                        Topics.MAX_RECORD_BYTES,
                        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                        "earliest"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    Recovery run() {
        Map<Integer, Long> targets = new HashMap<>();
        for (TopicPartition partition : partitions(EventType.BUNDLE_CREATED.topic())) {
            lastRecord(partition).ifPresent(offset -> targets.put(partition.partition(), offset + 1));
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

    private List<TopicPartition> partitions(String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
    }

    /**
     * The offset of the last record that is still there. Compaction may have taken what stood at the end, so this looks
     * back in steps that double.
     */
    private Optional<Long> lastRecord(TopicPartition partition) {
        List<TopicPartition> one = List.of(partition);
        long begin = consumer.beginningOffsets(one).get(partition);
        long end = consumer.endOffsets(one).get(partition);
        consumer.assign(one);
        for (long back = 1; begin < end; back *= 2) {
            long from = Math.max(begin, end - back);
            Optional<Long> last = lastBetween(partition, from, end);
            if (last.isPresent() || from == begin) {
                return last;
            }
        }
        return Optional.empty();
    }

    private Optional<Long> lastBetween(TopicPartition partition, long from, long end) {
        consumer.seek(partition, from);
        Optional<Long> last = Optional.empty();
        while (consumer.position(partition) < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                last = Optional.of(record.offset());
            }
        }
        return last;
    }

    private void readAnnouncements() {
        List<TopicPartition> partitions = partitions(EventType.CATALOG_UPDATED.topic());
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(POLL).forEach(this::take);
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

    @Override
    public void close() {
        consumer.close();
    }
}

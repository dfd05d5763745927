package dev.loopline.catalog.rebuild;

import dev.loopline.catalog.state.Change;
import dev.loopline.catalog.state.Placed;
import dev.loopline.catalog.topic.TopicCursor;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.BundleCreated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.consume.RecordHeaders;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Reads the topic of {@code BundleCreated} from any position and turns records into changes. Reading is for one thread at a
 * time, {@link #understand} for all.
 */
final class TopicReader implements AutoCloseable {

    /**
     * Few, because an event is some 60 KB of JSON and ten times that as objects, and {@link RebuildRun#AHEAD} parts and the
     * one that is written are held at a time.
     */
    private static final int MAX_RECORDS = 25;
    /** What the client keeps ahead, so that a rebuild leaves the heap to the service. */
    private static final int FETCH_BYTES = 2 << 20;

    private final TopicCursor cursor;
    private final EventCodec codec = new EventCodec();
    private final RebuildScope scope;

    TopicReader(BrokerAccess broker, RebuildScope scope) {
        this.scope = scope;
        this.cursor = new TopicCursor(broker, EventType.BUNDLE_CREATED.topic(), MAX_RECORDS, FETCH_BYTES);
    }

    /**
     * A part of the topic.
     *
     * @param changes what its records say
     * @param positions where each partition stands behind it
     * @param records how many records
     * @param unreadable how many of them are no events
     */
    record Batch(List<Placed> changes, Map<Integer, Long> positions, int records, int unreadable) {}

    /** Where each partition ends now. */
    Map<Integer, Long> ends() {
        return cursor.ends();
    }

    /** Where each partition begins. */
    Map<Integer, Long> begins() {
        return cursor.begins();
    }

    /** Goes on reading here; a partition that is missing is read from its beginning. */
    void seek(Map<Integer, Long> positions) {
        cursor.seek(positions);
    }

    /** The next records; empty when every partition stands at its end or behind it. */
    Optional<TopicCursor.Part> next(Map<Integer, Long> ends) {
        return cursor.next(ends);
    }

    /** What the records say, ready to be written. */
    Batch understand(TopicCursor.Part part) {
        List<Placed> changes = new ArrayList<>();
        int unreadable = 0;
        for (ConsumerRecord<byte[], byte[]> record : part.records()) {
            if (mayBeInScope(record)) {
                Optional<Change> change = change(record);
                change.ifPresent(known -> changes.add(new Placed(known, record.partition(), record.offset())));
                unreadable += change.isEmpty() ? 1 : 0;
            }
        }
        return new Batch(changes, part.positions(), part.records().count(), unreadable);
    }

    /** Decided by the key alone, because decoding is what costs. */
    private boolean mayBeInScope(ConsumerRecord<byte[], byte[]> record) {
        return scope.isWhole()
                || record.key() == null
                || LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8))
                        .map(scope::mayHold)
                        .orElse(true);
    }

    private Optional<Change> change(ConsumerRecord<byte[], byte[]> record) {
        Decoded<BundleCreated> decoded = codec.decode(
                EventType.BUNDLE_CREATED, BundleCreated.class, RecordHeaders.of(record), record.key(), record.value());
        return decoded.match(
                TopicReader::understood, tombstone -> Optional.of(Change.of(tombstone)), why -> Optional.empty());
    }

    /** The intake rejects an event without its primary workspace, too. */
    private static Optional<Change> understood(BundleCreated event) {
        try {
            Change change = Change.of(event);
            change.prepare();
            return Optional.of(change);
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}

package dev.loopline.cli.replay;

import dev.loopline.cli.text.Texts;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.topic.NewestRecords;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Sends the newest record of each loop on a topic once more, as it is. The newest is the one of the highest revision. A
 * service may publish a newer one at the same moment, and compaction keeps the last record, whatever it says; so the topic is
 * looked at afterwards, and a record that was overtaken is sent again behind the one that overtook it. Used by one thread.
 */
public final class TopicReplay implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(200);
    private static final int AT_ONCE = 200;

    private final String topic;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final KafkaProducer<byte[], byte[]> producer;
    private final List<TopicPartition> partitions;

    public TopicReplay(BrokerAccess broker, String topic) {
        this.topic = topic;
        this.consumer =
                broker.consumer(Map.of(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_RECORD_BYTES));
        this.producer = broker.producer(Map.of(
                ProducerConfig.ACKS_CONFIG, "all", ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topics.MAX_RECORD_BYTES));
        this.partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        consumer.assign(partitions);
    }

    /** Where a loop's newest record lies. */
    private record Place(TopicPartition partition, long offset) {}

    /** A record of a loop. @param revision 0 if it tells none, as one of an older build */
    private record Found(Place place, long revision, boolean isWanted) {

        /** The one of the higher revision, for a replay that was killed may have left an older record last; else the last. */
        Found newer(Found later) {
            return later.revision != 0 && later.revision < revision ? this : later;
        }
    }

    /**
     * The places of the newest records that are wanted; what is held in memory is places, not records.
     *
     * @param wanted is asked of each record; what it said of the newest one of a loop counts
     */
    public Newest find(Predicate<ConsumerRecord<byte[], byte[]>> wanted) {
        Map<LoopKey, Found> newest = new HashMap<>();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        consumer.seekToBeginning(partitions);
        read(
                ends,
                record -> key(record)
                        .ifPresent(key -> newest.merge(
                                key,
                                new Found(
                                        new Place(partition(record), record.offset()),
                                        NewestRecords.revision(record),
                                        wanted.test(record)),
                                Found::newer)));
        Map<LoopKey, Place> places = new HashMap<>();
        newest.forEach((key, found) -> {
            if (found.isWanted()) {
                places.put(key, found.place());
            }
        });
        return new Newest(places, ends);
    }

    /** What {@link #find} found. */
    public static final class Newest {

        private final Map<LoopKey, Place> places;
        private final Map<TopicPartition, Long> ends;

        private Newest(Map<LoopKey, Place> places, Map<TopicPartition, Long> ends) {
            this.places = places;
            this.ends = ends;
        }

        public int size() {
            return places.size();
        }
    }

    /**
     * Sends them.
     *
     * @param sent gets the number of records that were sent
     * @return how many had to be sent again because they were overtaken
     */
    public long send(Newest newest, LongConsumer sent) throws InterruptedException {
        Map<TopicPartition, Map<Long, LoopKey>> wanted = new HashMap<>();
        newest.places.forEach((key, place) -> wanted.computeIfAbsent(place.partition(), unused -> new HashMap<>())
                .put(place.offset(), key));
        Map<LoopKey, Long> own = new HashMap<>();
        List<ConsumerRecord<byte[], byte[]>> waiting = new ArrayList<>();
        long[] count = {0};
        for (Map.Entry<TopicPartition, Map<Long, LoopKey>> part : wanted.entrySet()) {
            consumer.assign(List.of(part.getKey()));
            consumer.seekToBeginning(List.of(part.getKey()));
            long end = newest.ends.get(part.getKey());
            while (consumer.position(part.getKey()) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    if (part.getValue().containsKey(record.offset())) {
                        waiting.add(record);
                    }
                }
                if (waiting.size() >= AT_ONCE || consumer.position(part.getKey()) >= end) {
                    own.putAll(publish(waiting));
                    count[0] += waiting.size();
                    waiting.clear();
                    sent.accept(count[0]);
                }
            }
        }
        return mend(newest.ends, own);
    }

    /** Looks at all that was written meanwhile: where another program wrote before our record, theirs goes behind it. */
    private long mend(Map<TopicPartition, Long> from, Map<LoopKey, Long> own) throws InterruptedException {
        consumer.assign(partitions);
        from.forEach(consumer::seek);
        Map<LoopKey, ConsumerRecord<byte[], byte[]>> overtaken = new HashMap<>();
        read(
                consumer.endOffsets(partitions),
                record -> key(record).filter(own::containsKey).ifPresent(key -> {
                    if (record.offset() < own.get(key)) {
                        overtaken.put(key, record);
                    } else if (record.offset() > own.get(key)) {
                        overtaken.remove(key);
                    }
                }));
        Map<TopicPartition, Long> marks = consumer.endOffsets(partitions);
        Map<LoopKey, Long> again = publish(List.copyOf(overtaken.values()));
        return overtaken.isEmpty() ? 0 : overtaken.size() + mend(marks, again);
    }

    private Map<LoopKey, Long> publish(List<ConsumerRecord<byte[], byte[]>> records) throws InterruptedException {
        Map<LoopKey, Future<RecordMetadata>> sends = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            ProducerRecord<byte[], byte[]> copy =
                    new ProducerRecord<>(topic, record.partition(), record.key(), record.value());
            record.headers().forEach(copy.headers()::add);
            key(record).ifPresent(key -> sends.put(key, producer.send(copy)));
        }
        Map<LoopKey, Long> offsets = new HashMap<>();
        for (Map.Entry<LoopKey, Future<RecordMetadata>> send : sends.entrySet()) {
            try {
                offsets.put(send.getKey(), send.getValue().get().offset());
            } catch (ExecutionException e) {
                throw new IllegalStateException(
                        Texts.text("replay.refused", send.getKey(), e.getCause().getMessage()), e);
            }
        }
        return offsets;
    }

    private void read(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> taker) {
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < ends.get(partition(record))) {
                    taker.accept(record);
                }
            }
        }
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    /** A record without a loop's key is a dead letter everywhere and stays alone. */
    public static Optional<LoopKey> key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null
                ? Optional.empty()
                : LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}

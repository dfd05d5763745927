package dev.loopline.simulation;

import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.topic.NewestRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Topics, groups and their offsets, and the faults of a broker. For one thread. */
public final class SimBroker {

    public static final Comparator<TopicPartition> ORDER =
            Comparator.comparing(TopicPartition::topic).thenComparing(TopicPartition::partition);

    private static final int PARTITIONS = 3;

    private final SimClock clock;
    private final Map<String, Topic> topics = new TreeMap<>();
    private final Map<String, Map<TopicPartition, Long>> committed = new HashMap<>();
    private final Set<String> withdrawn = new HashSet<>();
    private int made;
    private final Map<String, Supplier<SendFault>> faults = new HashMap<>();

    /** What may happen to a record that is sent. */
    enum SendFault {
        NONE,
        REFUSED,
        ACKNOWLEDGEMENT_LOST,
        CRASH_BEFORE,
        CRASH_AFTER
    }

    private static final class Topic {
        private final String id;
        private final List<TreeMap<Long, ConsumerRecord<byte[], byte[]>>> partitions = new ArrayList<>();
        private final long[] ends = new long[PARTITIONS];

        Topic(String id) {
            this.id = id;
            for (int i = 0; i < PARTITIONS; i++) {
                partitions.add(new TreeMap<>());
            }
        }
    }

    SimBroker(SimClock clock) {
        this.clock = clock;
        Topics.events().forEach(this::make);
        for (String service :
                List.of(Services.WATCHER, Services.BACKFILL, Services.BUNDLER, Services.CATALOG, Services.IMPORTER)) {
            make(Topics.deadLetter(service));
        }
    }

    private void make(String topic) {
        topics.put(topic, new Topic("topic-" + made++));
    }

    /** What becomes of the records that a service sends from now on. */
    void disturb(String service, Supplier<SendFault> next) {
        faults.put(service, next);
    }

    /** A service can send again. */
    void heal(String service) {
        faults.remove(service);
    }

    /** As a producer does it. */
    public Future<RecordMetadata> send(String service, ProducerRecord<byte[], byte[]> record) {
        SendFault what = faults.getOrDefault(service, () -> SendFault.NONE).get();
        if (what == SendFault.CRASH_BEFORE) {
            throw new Crash(service);
        }
        RecordMetadata place = what == SendFault.REFUSED ? null : append(record);
        if (what == SendFault.CRASH_AFTER) {
            throw new Crash(service);
        }
        return place == null || what == SendFault.ACKNOWLEDGEMENT_LOST
                ? CompletableFuture.failedFuture(new TimeoutException("the broker does not answer"))
                : CompletableFuture.completedFuture(place);
    }

    RecordMetadata append(ProducerRecord<byte[], byte[]> record) {
        Topic topic = topic(record.topic());
        int partition = record.key() == null ? 0 : Math.floorMod(Arrays.hashCode(record.key()), PARTITIONS);
        long offset = topic.ends[partition]++;
        long now = clock.now("broker").toEpochMilli();
        if (record.value() == null) {
            withdrawn.add(new String(record.key(), StandardCharsets.UTF_8));
        }
        topic.partitions
                .get(partition)
                .put(
                        offset,
                        new ConsumerRecord<>(
                                record.topic(),
                                partition,
                                offset,
                                now,
                                TimestampType.CREATE_TIME,
                                record.key() == null ? -1 : record.key().length,
                                record.value() == null ? -1 : record.value().length,
                                record.key(),
                                record.value(),
                                new RecordHeaders(record.headers()),
                                Optional.empty()));
        return new RecordMetadata(new TopicPartition(record.topic(), partition), offset, 0, now, 0, 0);
    }

    /** The next record from there on; null if there is none. */
    public @Nullable ConsumerRecord<byte[], byte[]> next(TopicPartition at, long offset) {
        var found = topic(at.topic()).partitions.get(at.partition()).ceilingEntry(offset);
        return found == null ? null : found.getValue();
    }

    public long committed(String group, TopicPartition partition) {
        return committed.getOrDefault(group, Map.of()).getOrDefault(partition, 0L);
    }

    public void commit(String group, TopicPartition partition, long offset) {
        committed.computeIfAbsent(group, unused -> new HashMap<>()).put(partition, offset);
    }

    /** The offset after the last record. */
    long end(TopicPartition partition) {
        return topic(partition.topic()).ends[partition.partition()];
    }

    String id(String topic) {
        return topic(topic).id;
    }

    static List<TopicPartition> partitions(List<String> topics) {
        List<TopicPartition> all = new ArrayList<>();
        for (String topic : topics) {
            for (int i = 0; i < PARTITIONS; i++) {
                all.add(new TopicPartition(topic, i));
            }
        }
        return all;
    }

    /** All records of a topic, as they lie in their partitions. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
        topic(topic).partitions.forEach(partition -> all.addAll(partition.values()));
        return all;
    }

    /** Sends a record that was there once more, as a producer does that did not see its acknowledgement. */
    void duplicate(ConsumerRecord<byte[], byte[]> record) {
        append(new ProducerRecord<>(record.topic(), null, record.key(), record.value(), record.headers()));
    }

    /** The keys of all withdrawals that were ever sent, of any topic. */
    Set<String> withdrawn() {
        return withdrawn;
    }

    /** The records of a topic that a newer one of the same key replaces. */
    List<ConsumerRecord<byte[], byte[]>> superseded(String topic) {
        List<ConsumerRecord<byte[], byte[]>> older = new ArrayList<>();
        for (TreeMap<Long, ConsumerRecord<byte[], byte[]>> partition : topic(topic).partitions) {
            Set<String> newer = new HashSet<>();
            for (ConsumerRecord<byte[], byte[]> record :
                    partition.descendingMap().values()) {
                if (record.key() != null && !newer.add(Arrays.toString(record.key()))) {
                    older.add(record);
                }
            }
        }
        return older;
    }

    /** The record of the highest revision of each key of a topic, of several the last. */
    public Collection<ConsumerRecord<byte[], byte[]>> newest(String topic) {
        Map<String, ConsumerRecord<byte[], byte[]>> newest = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : records(topic)) {
            if (record.key() != null) {
                newest.merge(
                        new String(record.key(), StandardCharsets.UTF_8),
                        record,
                        (before, now) -> NewestRecords.revision(now) >= NewestRecords.revision(before) ? now : before);
            }
        }
        return newest.values();
    }

    /**
     * Removes what a later record of the same key replaces, as the broker does it at times.
     *
     * @param readers groups that have read before what is removed; compaction waits for none in truth
     */
    void compact(String topic, Collection<String> readers) {
        for (ConsumerRecord<byte[], byte[]> record : superseded(topic)) {
            TopicPartition partition = new TopicPartition(topic, record.partition());
            if (readers.stream().allMatch(group -> committed(group, partition) > record.offset())) {
                topic(topic).partitions.get(record.partition()).remove(record.offset());
            }
        }
    }

    /** The topic is lost with everything in it and in its groups, and is made anew. */
    void lose(String topic) {
        make(topic);
        committed
                .values()
                .forEach(group -> group.keySet().removeIf(one -> one.topic().equals(topic)));
    }

    /** Topics whose records are events, in the order of a loop's way. */
    static List<String> events() {
        return Arrays.stream(EventType.values()).map(EventType::topic).toList();
    }

    private Topic topic(String name) {
        return Optional.ofNullable(topics.get(name)).orElseThrow();
    }
}

package dev.loopline.watcher.topic;

import dev.loopline.contracts.HomeId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.broker.LastingAdmin;
import dev.loopline.kit.consume.RecordHeaders;
import dev.loopline.watcher.outbox.TopicEnds;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** Reads {@code rdagent.workspace-registered}, without a consumer group. For one thread. */
final class RegistrationTopic implements AutoCloseable {

    static final String NAME = EventType.WORKSPACE_REGISTERED.topic();

    /** A broker that does not answer for so long is away. */
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private static final Duration POLL = Duration.ofMillis(200);

    private static final Map<String, Object> TIMEOUTS = Map.of(
            CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG,
            Math.toIntExact(PATIENCE.toMillis()),
            CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG,
            Math.toIntExact(PATIENCE.toMillis()));

    private final BrokerAccess broker;
    private final String home;
    private final LastingAdmin admin;
    private final EventCodec codec = new EventCodec();

    /** @param home the id of this home */
    RegistrationTopic(BrokerAccess broker, String home) {
        this.broker = broker;
        this.home = home;
        this.admin = new LastingAdmin(broker, TIMEOUTS);
    }

    /**
     * Where the topic ends now.
     *
     * @throws ExecutionException with the broker's refusal, such as an {@code UnknownTopicOrPartitionException}
     */
    TopicEnds ends() throws ExecutionException, TimeoutException, InterruptedException {
        TopicDescription topic = admin.ask(
                client -> client.describeTopics(List.of(NAME)).topicNameValues().get(NAME), PATIENCE);
        Map<TopicPartition, OffsetSpec> asked = topic.partitions().stream()
                .collect(Collectors.toMap(
                        info -> new TopicPartition(NAME, info.partition()), info -> OffsetSpec.latest()));
        Map<Integer, Long> offsets = new HashMap<>();
        admin.ask(client -> client.listOffsets(asked).all(), PATIENCE)
                .forEach((partition, end) -> offsets.put(partition.partition(), end.offset()));
        return new TopicEnds(topic.topicId().toString(), offsets);
    }

    /**
     * What the records between these offsets say of each loop. A record that is no registration says nothing; its consumers
     * report it.
     *
     * @param from a partition that is missing is read from its beginning
     */
    Records read(Map<Integer, Long> from, TopicEnds until) throws TimeoutException {
        Records found = new Records();
        Map<TopicPartition, Long> ends = new HashMap<>();
        until.offsets().forEach((partition, end) -> {
            if (from.getOrDefault(partition, 0L) < end) {
                ends.put(new TopicPartition(NAME, partition), end);
            }
        });
        if (ends.isEmpty()) {
            return found;
        }
        try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            from.forEach((partition, offset) -> {
                TopicPartition known = new TopicPartition(NAME, partition);
                if (ends.containsKey(known)) {
                    consumer.seek(known, offset);
                }
            });
            long heard = System.nanoTime();
            while (!isAt(consumer, ends)) {
                ConsumerRecords<byte[], byte[]> polled = consumer.poll(POLL);
                polled.forEach(record -> take(record, found));
                heard = polled.isEmpty() ? heard : System.nanoTime();
                if (System.nanoTime() - heard > PATIENCE.toNanos()) {
                    throw new TimeoutException("the broker sends no records");
                }
            }
        }
        return found;
    }

    private static boolean isAt(KafkaConsumer<?, ?> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> settings = new HashMap<>(TIMEOUTS);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, Topics.MAX_RECORD_BYTES);
        return broker.consumer(settings);
    }

    private void take(ConsumerRecord<byte[], byte[]> record, Records found) {
        Map<String, String> headers = RecordHeaders.of(record);
        String named = headers.get(CloudEventHeaders.HOME);
        if (HomeId.differ(home, named)) {
            key(record)
                    .ifPresent(loop -> found.others()
                            .put(loop, record.value() == null ? Optional.empty() : Optional.ofNullable(named)));
            return;
        }
        Decoded<WorkspaceRegistered> decoded = codec.decode(
                EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, headers, record.key(), record.value());
        if (decoded instanceof Decoded.Known<WorkspaceRegistered> known) {
            WorkspaceRegistered event = known.event();
            found.own()
                    .merge(
                            event.key(),
                            new Announced(event.revision(), event.contentDigest(), primaryFolder(event)),
                            Announced::later);
        } else if (decoded instanceof Decoded.Withdrawn<WorkspaceRegistered> withdrawn) {
            found.own()
                    .merge(
                            withdrawn.tombstone().key(),
                            new Announced(withdrawn.tombstone().revision(), null, null),
                            Announced::later);
        }
    }

    private static Optional<LoopKey> key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null
                ? Optional.empty()
                : LoopKey.parse(new String(record.key(), StandardCharsets.UTF_8));
    }

    private static @Nullable String primaryFolder(WorkspaceRegistered event) {
        return event.workspaces().isEmpty() ? null : event.workspaces().get(0).homeRelativePath();
    }

    @Override
    public void close() {
        admin.close();
    }
}

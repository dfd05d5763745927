package dev.loopline.watcher;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.kit.testing.TopicTap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/** A real broker with the topic of registrations, for a {@link Watching}. */
public final class TestBroker implements AutoCloseable {

    private static final String TOPIC = EventType.WORKSPACE_REGISTERED.topic();
    private static final int PARTITIONS = 3;

    private final EmbeddedKafka kafka;
    private final BrokerAccess access;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param folder where it keeps its data; a new one is a new broker */
    public TestBroker(Path folder, int port) throws Exception {
        this.kafka = EmbeddedKafka.start(KafkaOptions.in(folder).withPort(port));
        this.access = BrokerAccess.of(kafka.clientSettings());
        createTopic();
        this.producer = access.producer(
                Map.of("delivery.timeout.ms", 3_000, "request.timeout.ms", 2_000, "max.block.ms", 3_000));
    }

    public BrokerAccess access() {
        return access;
    }

    /** Creates the topic; if it was deleted, the new one has another identity. */
    public void createTopic() throws Exception {
        try (Admin admin = access.admin(Map.of())) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
        }
    }

    public void deleteTopic() throws Exception {
        try (Admin admin = access.admin(Map.of())) {
            admin.deleteTopics(List.of(TOPIC)).all().get();
        }
    }

    /** Sends as the watcher does; where each record lies then. */
    public List<RecordMetadata> send(List<OutgoingRecord> records) {
        List<Future<RecordMetadata>> sends = new ArrayList<>();
        for (OutgoingRecord record : records) {
            ProducerRecord<byte[], byte[]> out = new ProducerRecord<>(record.topic(), record.key(), record.body());
            record.headers().forEach(out.headers()::add);
            sends.add(producer.send(out));
        }
        List<RecordMetadata> places = new ArrayList<>();
        for (Future<RecordMetadata> send : sends) {
            try {
                places.add(send.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            } catch (ExecutionException e) {
                throw new IllegalStateException(e.getCause());
            }
        }
        return places;
    }

    /** What the topic has of a loop, oldest first. */
    public List<WorkspaceRegistered> registrations(LoopKey key) {
        List<WorkspaceRegistered> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = access.consumer(Map.of())) {
            List<TopicPartition> partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(info -> new TopicPartition(TOPIC, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(one -> consumer.position(one) < ends.getOrDefault(one, 0L))) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> event(record)
                                .filter(event -> event.key().equals(key))
                                .ifPresent(found::add));
            }
        }
        return found;
    }

    private static Optional<WorkspaceRegistered> event(ConsumerRecord<byte[], byte[]> record) {
        Decoded<WorkspaceRegistered> decoded = new EventCodec()
                .decode(
                        EventType.WORKSPACE_REGISTERED,
                        WorkspaceRegistered.class,
                        TopicTap.headers(record),
                        record.key(),
                        record.value());
        return decoded instanceof Decoded.Known<WorkspaceRegistered> known
                ? Optional.of(known.event())
                : Optional.empty();
    }

    /** Stops the broker; another one with the same folder and port takes its place. */
    public void stop() {
        kafka.close();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        kafka.close();
    }
}

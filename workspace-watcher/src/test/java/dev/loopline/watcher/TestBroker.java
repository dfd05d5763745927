package dev.loopline.watcher;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.publish.EventPublisher.OutgoingRecord;
import dev.loopline.kit.testing.TopicTap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real broker with the topic of registrations, for a {@link Watching}. */
public final class TestBroker implements AutoCloseable {

    private static final String TOPIC = EventType.WORKSPACE_REGISTERED.topic();
    private static final int PARTITIONS = 3;

    private final EmbeddedKafka kafka;
    private final KafkaProducer<byte[], byte[]> producer;

    /** @param folder where it keeps its data; a new one is a new broker */
    public TestBroker(Path folder, int port) throws Exception {
        this.kafka = EmbeddedKafka.start(KafkaOptions.in(folder).withPort(port));
        createTopic();
        Map<String, Object> settings = new HashMap<>(client());
        settings.put("delivery.timeout.ms", 3_000);
        settings.put("request.timeout.ms", 2_000);
        settings.put("max.block.ms", 3_000);
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    public Map<String, Object> client() {
        return Map.of("bootstrap.servers", kafka.bootstrapServers());
    }

    /** Creates the topic; if it was deleted, the new one has another identity. */
    public void createTopic() throws Exception {
        try (Admin admin = Admin.create(client())) {
            if (!admin.listTopics().names().get().contains(TOPIC)) {
                admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1)))
                        .all()
                        .get();
            }
        }
    }

    public void deleteTopic() throws Exception {
        try (Admin admin = Admin.create(client())) {
            admin.deleteTopics(List.of(TOPIC)).all().get();
        }
    }

    /** Sends as the watcher does; where each record lies then. */
    List<RecordMetadata> send(List<OutgoingRecord> records) {
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

    /** All registrations of a loop on the topic, as soon as there is one with this revision or a higher one. */
    public List<WorkspaceRegistered> registrations(LoopKey key, long revision) {
        try (TopicTap tap = new TopicTap(kafka.bootstrapServers(), TOPIC)) {
            tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, revision);
            List<WorkspaceRegistered> found = new ArrayList<>();
            tap.await(0, record -> true);
            tap.await(1, record -> true).forEach(record -> {
                WorkspaceRegistered event =
                        tap.event(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, record);
                if (event != null && event.key().equals(key)) {
                    found.add(event);
                }
            });
            return found;
        }
    }

    /** Stops the broker; another one with the same folder and port takes its place. */
    public void stop() {
        kafka.close();
    }

    @Override
    public void close() {
        producer.close(java.time.Duration.ZERO);
        kafka.close();
    }
}

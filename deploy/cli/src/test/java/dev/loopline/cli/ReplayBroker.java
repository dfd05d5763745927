package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Places;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import dev.loopline.kit.broker.BrokerAccess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What {@code replay} talks to: a real broker, and a catalog service that only listens. For one thread. */
final class ReplayBroker implements AutoCloseable {

    private final EmbeddedKafka kafka;
    private final HttpServer catalogs;
    private final KafkaProducer<String, byte[]> producer;
    private final KafkaConsumer<String, byte[]> consumer;
    private final List<JsonNode> announced = new CopyOnWriteArrayList<>();
    private Map<TopicPartition, Long> ends = Map.of();

    /**
     * @param folder data folder of the command, which finds all this by it
     * @param partitions of the topic of each type
     */
    ReplayBroker(Path folder, int partitions, EventType... types) throws Exception {
        kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("kafka")));
        catalogs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalogs.createContext("/api/catalogs/announce", exchange -> {
            announced.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            byte[] body = "{\"announced\": 2}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        catalogs.start();
        String url = "http://127.0.0.1:" + catalogs.getAddress().getPort();
        Map<String, String> credentials = new HashMap<>(kafka.clientSettings());
        credentials.remove("bootstrap.servers");
        BrokerAccess broker = BrokerAccess.of(kafka.clientSettings());
        new Endpoints(
                        url,
                        url,
                        url,
                        url,
                        url,
                        kafka.bootstrapServers(),
                        credentials,
                        "jdbc:x",
                        "u",
                        "p",
                        "home",
                        "aistock",
                        List.of(),
                        Places.NONE,
                        1)
                .write(new DataFolder(folder).endpointsFile());
        List<TopicPartition> all = new ArrayList<>();
        try (Admin admin = broker.admin(Map.of())) {
            for (EventType type : types) {
                admin.createTopics(List.of(new NewTopic(type.topic(), partitions, (short) 1)))
                        .all()
                        .get();
                for (int i = 0; i < partitions; i++) {
                    all.add(new TopicPartition(type.topic(), i));
                }
            }
        }
        producer = new KafkaProducer<>(
                new HashMap<>(kafka.clientSettings()), new StringSerializer(), new ByteArraySerializer());
        consumer = new KafkaConsumer<>(
                new HashMap<>(kafka.clientSettings()), new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(all);
    }

    /** The record of an event, as a service publishes it. */
    static ProducerRecord<String, byte[]> record(LoopEvent event) {
        ProducerRecord<String, byte[]> record = new ProducerRecord<>(
                EventType.of(event).topic(), event.key().toString(), new EventCodec().encode(event));
        CloudEventHeaders.of(event, "test", Instant.EPOCH)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    /** Sends a record and waits for the broker. */
    void send(ProducerRecord<String, byte[]> record) throws Exception {
        producer.send(record).get();
    }

    /** Forgets what has come so far. */
    void mark() {
        ends = consumer.endOffsets(consumer.assignment());
        announced.clear();
    }

    /** What came behind the mark. */
    List<ConsumerRecord<String, byte[]>> sent() {
        List<ConsumerRecord<String, byte[]>> sent = new ArrayList<>();
        ends.forEach(consumer::seek);
        Map<TopicPartition, Long> now = consumer.endOffsets(consumer.assignment());
        while (now.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100)).forEach(sent::add);
        }
        return sent;
    }

    /** What the catalog service was asked since the mark. */
    List<JsonNode> announced() {
        return announced;
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
        catalogs.stop(0);
        kafka.close();
    }
}

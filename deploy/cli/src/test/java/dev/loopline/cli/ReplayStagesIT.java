package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopEvent;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code replay} by days from each stage, on a broker with all topics and a catalog service that only listens. Each topic says
 * the same: of five loops two finished on the day in question. Which loops a day takes exactly is a matter of {@link
 * ReplayCommandIT}.
 */
class ReplayStagesIT {

    /** The contracts keep one event of each type; both modules are checked out together. */
    private static final Path EVENTS = Path.of("..", "..", "contracts/src/test/resources/golden/v1");

    private static final String[] THE_DAY = {"--start-date=2025-01-07", "--end-date=2025-01-07"};
    private static final List<JsonNode> ANNOUNCED = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static HttpServer catalogs;
    private static KafkaConsumer<String, byte[]> consumer;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Map<TopicPartition, Long> ends = Map.of();

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("kafka")));
        catalogs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalogs.createContext("/api/catalogs/announce", exchange -> {
            ANNOUNCED.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            byte[] body = "{\"announced\": 2}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        catalogs.start();
        String url = "http://127.0.0.1:" + catalogs.getAddress().getPort();
        String servers = kafka.bootstrapServers();
        new Endpoints(url, url, url, url, url, servers, "jdbc:x", "u", "p", "home", "aistock", List.of(), 1)
                .write(new DataFolder(folder).endpointsFile());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer())) {
            for (EventType type : EventType.values()) {
                admin.createTopics(List.of(new NewTopic(type.topic(), 2, (short) 1)))
                        .all()
                        .get();
                fill(type, producer);
            }
        }
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(Arrays.stream(EventType.values())
                .flatMap(type -> consumer.partitionsFor(type.topic()).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList());
    }

    private static void fill(EventType type, KafkaProducer<String, byte[]> producer) throws Exception {
        producer.send(record(type, "a", 0, "2025-01-06T12:00:00Z")).get();
        producer.send(record(type, "a", 1, "2025-01-07T12:00:00Z")).get();
        producer.send(record(type, "b", 0, "2025-01-07T23:59:59.999Z")).get();
        // Ran again later: its newest event decides.
        producer.send(record(type, "c", 0, "2025-01-07T12:00:00Z")).get();
        producer.send(record(type, "c", 0, "2025-02-01T12:00:00Z")).get();
        // Withdrawn: says no time.
        producer.send(record(type, "d", 0, "2025-01-07T12:00:00Z")).get();
        producer.send(new ProducerRecord<>(type.topic(), "d/0", null)).get();
    }

    /** The golden event, of another loop and another time. */
    private static ProducerRecord<String, byte[]> record(EventType type, String taskRun, int loop, String finishedAt)
            throws Exception {
        ObjectNode tree =
                (ObjectNode) Json.mapper().readTree(Files.readString(EVENTS.resolve(type.eventName() + ".json")));
        ObjectNode about = type == EventType.LOOP_IMPORTED
                ? tree
                : (ObjectNode) (type == EventType.BUNDLE_CREATED ? tree.path("backfilled") : tree).path("loop");
        about.put("task_run_id", taskRun).put("loop_id", loop);
        if (about.has("finished_at")) {
            about.put("finished_at", finishedAt);
        }
        LoopEvent event = Json.mapper().treeToValue(tree, type.payload());
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(type.topic(), taskRun + "/" + loop, new EventCodec().encode(event));
        CloudEventHeaders.of(event, "test", Instant.EPOCH)
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    @AfterAll
    static void stop() throws Exception {
        consumer.close();
        catalogs.stop(0);
        kafka.close();
    }

    @BeforeEach
    void mark() {
        ends = consumer.endOffsets(consumer.assignment());
        ANNOUNCED.clear();
    }

    @ParameterizedTest
    @EnumSource(names = {"WORKSPACE_REGISTERED", "LOOP_BACKFILLED", "BUNDLE_CREATED"})
    void sendsTheLoopsOfADayOnceMoreAsTheyAre(EventType stage) throws Exception {
        // When
        int code = replay(stage, THE_DAY);

        // Then
        assertThat(code).as(err.toString()).isZero();
        Map<String, ConsumerRecord<String, byte[]>> sent = sent();
        assertThat(sent.keySet()).containsExactly(stage.topic() + " a/1", stage.topic() + " b/0");
        ConsumerRecord<String, byte[]> one = sent.get(stage.topic() + " a/1");
        ProducerRecord<String, byte[]> original = record(stage, "a", 1, "2025-01-07T12:00:00Z");
        assertThat(one.value()).isEqualTo(original.value());
        assertThat(one.headers()).isEqualTo(original.headers());
        assertThat(ANNOUNCED).singleElement().satisfies(ReplayStagesIT::isTheDay);
    }

    @Test
    void letsTheCatalogServiceSayItAgain() {
        // When
        int code = replay(EventType.CATALOG_UPDATED, THE_DAY);

        // Then: only the service itself numbers what it says, so nobody else writes to its topic
        assertThat(code).as(err.toString()).isZero();
        assertThat(sent()).isEmpty();
        assertThat(ANNOUNCED).singleElement().satisfies(ReplayStagesIT::isTheDay);
        assertThat(out.toString()).contains("announce 2 loops again");
    }

    @Test
    void leavesTheCatalogServiceAloneOnADryRun() {
        assertThat(replay(EventType.CATALOG_UPDATED, "--start-date=2025-01-07", "--dry-run"))
                .isZero();
        assertThat(sent()).isEmpty();
        assertThat(ANNOUNCED).isEmpty();
    }

    @Test
    void sendsWhatWasImportedByTaskRunOnlyAndAnnouncesNothing() {
        // When
        int byDay = replay(EventType.LOOP_IMPORTED, THE_DAY);
        int byTaskRun = replay(EventType.LOOP_IMPORTED, "--task-run-id=a");

        // Then: an import does not say when its loop finished, and nothing stands behind it
        assertThat(byDay).isNotZero();
        assertThat(err.toString()).contains("takes no days");
        assertThat(byTaskRun).isZero();
        String topic = EventType.LOOP_IMPORTED.topic();
        assertThat(sent().keySet()).containsExactly(topic + " a/0", topic + " a/1");
        assertThat(ANNOUNCED).isEmpty();
    }

    private static void isTheDay(JsonNode body) {
        assertThat(body.path("from").asText()).isEqualTo("2025-01-07T00:00:00Z");
        assertThat(body.path("before").asText()).isEqualTo("2025-01-08T00:00:00Z");
    }

    private int replay(EventType stage, String... limits) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--stage", stage.topic()));
        arguments.addAll(List.of(limits));
        arguments.addAll(List.of("--data", folder.toString()));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** What came behind the mark on any topic, by topic and key. */
    private Map<String, ConsumerRecord<String, byte[]>> sent() {
        Map<String, ConsumerRecord<String, byte[]>> sent = new TreeMap<>();
        ends.forEach(consumer::seek);
        Map<TopicPartition, Long> now = consumer.endOffsets(consumer.assignment());
        while (now.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(100))
                    .forEach(record -> sent.put(record.topic() + " " + record.key(), record));
        }
        return sent;
    }
}

package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.embedded.EmbeddedKafka;
import dev.loopline.embedded.KafkaOptions;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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

/** Which loops {@code replay} takes, on a broker with one topic and a catalog service that only listens. */
class ReplayCommandIT {

    private static final EventType TYPE = EventType.WORKSPACE_REGISTERED;
    private static final TopicPartition ONLY = new TopicPartition(TYPE.topic(), 0);
    private static final List<JsonNode> ANNOUNCED = new CopyOnWriteArrayList<>();

    @TempDir
    static Path folder;

    private static EmbeddedKafka kafka;
    private static HttpServer catalogs;
    private static KafkaConsumer<String, byte[]> consumer;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private long end;

    @BeforeAll
    static void start() throws Exception {
        kafka = EmbeddedKafka.start(KafkaOptions.in(folder.resolve("kafka")));
        catalogs = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        catalogs.createContext("/", exchange -> {
            ANNOUNCED.add(Json.mapper().readTree(exchange.getRequestBody().readAllBytes()));
            byte[] body = "{\"announced\": 1}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        catalogs.start();
        String url = "http://127.0.0.1:" + catalogs.getAddress().getPort();
        String servers = kafka.bootstrapServers();
        new Endpoints(url, url, url, url, url, servers, "jdbc:x", "u", "p", "home", "aistock", List.of(), 1)
                .write(new DataFolder(folder).endpointsFile());
        fill(servers);
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", servers, "enable.auto.commit", false),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.assign(List.of(ONLY));
    }

    private static void fill(String servers) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", servers));
                KafkaProducer<String, byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", servers), new StringSerializer(), new ByteArraySerializer())) {
            admin.createTopics(List.of(new NewTopic(TYPE.topic(), 1, (short) 1)))
                    .all()
                    .get();
            producer.send(registered("a", 0, "2025-01-06T23:59:59.999Z")).get();
            producer.send(registered("a", 1, "2025-01-07T00:00:00Z")).get();
            producer.send(registered("a", 2, "2025-01-08T23:59:59.999Z")).get();
            producer.send(registered("a", 3, "2025-01-09T00:00:00Z")).get();
            producer.send(registered("b", 1, "2025-01-07T12:00:00Z")).get();
            // Ran again later: its newest event decides.
            producer.send(registered("c", 0, "2025-01-07T12:00:00Z")).get();
            producer.send(registered("c", 0, "2025-02-01T00:00:00Z")).get();
            // Withdrawn: says no time.
            producer.send(registered("d", 0, "2025-01-07T12:00:00Z")).get();
            producer.send(new ProducerRecord<>(TYPE.topic(), "d/0", null)).get();
            producer.send(new ProducerRecord<>(TYPE.topic(), "e/0", "{".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    private static ProducerRecord<String, byte[]> registered(String taskRun, int loop, String finishedAt)
            throws Exception {
        WorkspaceRegistered event = Json.mapper()
                .readValue("""
                        {"loop": {"task_run_id": "%s", "loop_id": %d, "action": "model", "status": "success",
                                  "evidence": "registry_status", "finished_at": "%s"},
                         "workspaces": [], "primary_workspace_id": "w", "revision": 1, "content_digest": "%s",
                         "overwrite": false, "registered_at": "2025-03-01T00:00:00Z"}
                        """.formatted(taskRun, loop, finishedAt, "0".repeat(64)), WorkspaceRegistered.class);
        ProducerRecord<String, byte[]> record =
                new ProducerRecord<>(TYPE.topic(), taskRun + "/" + loop, new EventCodec().encode(event));
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
        end = consumer.endOffsets(List.of(ONLY)).get(ONLY);
        ANNOUNCED.clear();
    }

    @Test
    void takesBothDaysWholly() {
        // When
        int code = replay("--start-date=2025-01-07", "--end-date=2025-01-08");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(sent()).containsExactlyInAnyOrder("a/1", "a/2", "b/1");
        assertThat(out.toString()).contains("Replayed 3 loops");
        assertThat(ANNOUNCED).singleElement().satisfies(body -> {
            assertThat(body.path("from").asText()).isEqualTo("2025-01-07T00:00:00Z");
            assertThat(body.path("before").asText()).isEqualTo("2025-01-09T00:00:00Z");
        });
    }

    @Test
    void takesTimesFromTheFirstAndBeforeTheSecond() {
        assertThat(replay("--start-date=2025-01-07T12:00:00Z", "--end-date=2025-01-09T00:00:00Z"))
                .isZero();
        assertThat(sent()).containsExactlyInAnyOrder("a/2", "b/1");
    }

    @Test
    void takesATaskRunWithinTheDays() {
        assertThat(replay("--task-run-id=a", "--end-date=2025-01-07")).isZero();
        assertThat(sent()).containsExactlyInAnyOrder("a/0", "a/1");
        assertThat(ANNOUNCED.get(0).path("task_run_id").asText()).isEqualTo("a");
    }

    @Test
    void takesOneLoopAndItsWithdrawal() {
        assertThat(replay("--task-run-id=d", "--loop-id=0")).isZero();
        assertThat(sent()).containsExactly("d/0");
    }

    @Test
    void sendsNothingOnADryRun() {
        assertThat(replay("--start-date=2025-01-07", "--dry-run")).isZero();
        assertThat(sent()).isEmpty();
        assertThat(ANNOUNCED).isEmpty();
        assertThat(out.toString()).contains("5 loops would be replayed");
    }

    @Test
    void failsWhenNoLoopIsMeant() {
        assertThat(replay("--start-date=2026-01-01")).isEqualTo(1);
        assertThat(sent()).isEmpty();
        assertThat(ANNOUNCED).isEmpty();
    }

    private int replay(String... limits) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--stage", "workspace-registered"));
        arguments.addAll(List.of(limits));
        arguments.addAll(List.of("--data", folder.toString()));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** Keys of what came behind the mark. */
    private List<String> sent() {
        List<String> keys = new ArrayList<>();
        consumer.seek(ONLY, end);
        long now = consumer.endOffsets(List.of(ONLY)).get(ONLY);
        while (consumer.position(ONLY) < now) {
            consumer.poll(Duration.ofMillis(100)).forEach(record -> keys.add(record.key()));
        }
        return keys;
    }
}

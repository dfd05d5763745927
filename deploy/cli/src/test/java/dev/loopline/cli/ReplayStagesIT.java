package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.EventType;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
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

    /** The contracts keep an event of each type and version; both modules are checked out together. */
    private static final Path EVENTS = Path.of("..", "..", "contracts/src/test/resources/golden");

    private static final String[] THE_DAY = {"--start-date=2025-01-07", "--end-date=2025-01-07"};

    @TempDir
    static Path folder;

    private static ReplayBroker broker;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        broker = new ReplayBroker(folder, 2, EventType.values());
        for (EventType type : EventType.values()) {
            broker.send(record(type, "a", 0, "2025-01-06T12:00:00Z"));
            broker.send(record(type, "a", 1, "2025-01-07T12:00:00Z"));
            broker.send(record(type, "b", 0, "2025-01-07T23:59:59.999Z"));
            // Ran again later: its newest event decides.
            broker.send(record(type, "c", 0, "2025-01-07T12:00:00Z"));
            broker.send(record(type, "c", 0, "2025-02-01T12:00:00Z"));
            // Withdrawn: says no time.
            broker.send(record(type, "d", 0, "2025-01-07T12:00:00Z"));
            broker.send(new ProducerRecord<>(type.topic(), "d/0", null));
        }
    }

    /** The golden event, of another loop and another time. */
    private static ProducerRecord<String, byte[]> record(EventType type, String taskRun, int loop, String finishedAt)
            throws Exception {
        Path event = EVENTS.resolve("v" + type.version()).resolve(type.eventName() + ".json");
        ObjectNode tree = (ObjectNode) Json.mapper().readTree(Files.readString(event));
        ObjectNode about = type == EventType.LOOP_IMPORTED
                ? tree
                : (ObjectNode) (type == EventType.BUNDLE_CREATED ? tree.path("backfilled") : tree).path("loop");
        about.put("task_run_id", taskRun).put("loop_id", loop);
        if (about.has("finished_at")) {
            about.put("finished_at", finishedAt);
        }
        return ReplayBroker.record(Json.mapper().treeToValue(tree, type.payload()));
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void mark() {
        broker.mark();
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
        assertThat(broker.announced()).singleElement().satisfies(ReplayStagesIT::isTheDay);
    }

    @Test
    void letsTheCatalogServiceSayItAgain() {
        // When
        int code = replay(EventType.CATALOG_UPDATED, THE_DAY);

        // Then: only the service itself numbers what it says, so nobody else writes to its topic
        assertThat(code).as(err.toString()).isZero();
        assertThat(sent()).isEmpty();
        assertThat(broker.announced()).singleElement().satisfies(ReplayStagesIT::isTheDay);
        assertThat(out.toString()).contains("announce 2 loops again");
    }

    @Test
    void leavesTheCatalogServiceAloneOnADryRun() {
        assertThat(replay(EventType.CATALOG_UPDATED, "--start-date=2025-01-07", "--dry-run"))
                .isZero();
        assertThat(sent()).isEmpty();
        assertThat(broker.announced()).isEmpty();
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
        assertThat(broker.announced()).isEmpty();
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
    private static Map<String, ConsumerRecord<String, byte[]>> sent() {
        Map<String, ConsumerRecord<String, byte[]>> sent = new TreeMap<>();
        broker.sent().forEach(record -> sent.put(record.topic() + " " + record.key(), record));
        return sent;
    }
}

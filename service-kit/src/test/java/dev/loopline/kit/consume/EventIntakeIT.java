package dev.loopline.kit.consume;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
class EventIntakeIT {

    /** The next attempt may be a quarter of a minute away. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(60);

    private static final String DEAD_LETTERS = Topics.deadLetter("kit-test");

    @Inject
    RecordingStage stage;

    @Inject
    EventPublisher publisher;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    private TopicTap tap;

    @BeforeEach
    void tapTopics() {
        tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic(), DEAD_LETTERS);
    }

    @AfterEach
    void closeTap() {
        tap.close();
    }

    @Test
    void handlesEventsOfALoopInOrder() {
        // Given
        List<WorkspaceRegistered> events = IntStream.rangeClosed(1, 300)
                .mapToObj(n -> RecordingStage.event("ordered", n))
                .toList();
        // When
        publisher.publishAll(events);
        // Then
        List<String> expected =
                events.stream().map(e -> "ordered/7#" + e.revision()).toList();
        await().untilAsserted(() -> assertThat(handledOf("ordered")).containsExactlyElementsOf(expected));
    }

    @Test
    void publishesCloudEventsWithTheLoopAsKey() {
        // When
        publisher.publish(RecordingStage.event("headers", 4));
        // Then
        ConsumerRecord<byte[], byte[]> record =
                tap.await(1, r -> text(r.key()).startsWith("headers/")).get(0);
        assertThat(text(record.key())).isEqualTo("headers/7");
        assertThat(TopicTap.headers(record))
                .containsEntry(CloudEventHeaders.TYPE, "dev.loopline.WorkspaceRegistered.v1")
                .containsEntry(CloudEventHeaders.ID, "WorkspaceRegistered/headers/7/4")
                .containsEntry(CloudEventHeaders.SOURCE, "/loopline/kit-test")
                .containsEntry(CloudEventHeaders.SUBJECT, "headers/7")
                .containsEntry(CloudEventHeaders.SPEC_VERSION, "1.0");
    }

    @Test
    void keepsWhatCannotBeReadAndGoesOn() {
        // Given
        byte[] key = "broken/1".getBytes(StandardCharsets.UTF_8);
        byte[] body = "{\"loop\": NaN".getBytes(StandardCharsets.UTF_8);
        body[body.length - 1] = (byte) 0xff; // no text has it
        Map<String, String> headers = Map.of(CloudEventHeaders.TYPE, EventType.WORKSPACE_REGISTERED.ceType(), "x", "y");
        // When
        tap.send(EventType.WORKSPACE_REGISTERED.topic(), key, body, headers);
        tap.publish(RecordingStage.event("after-broken", 1), "test");
        // Then
        ConsumerRecord<byte[], byte[]> letter = deadLetter("broken/1");
        assertThat(letter.value()).isEqualTo(body);
        assertThat(TopicTap.headers(letter))
                .containsEntry(DeadLetters.REASON, "MALFORMED")
                .containsEntry(DeadLetters.SOURCE_TOPIC, EventType.WORKSPACE_REGISTERED.topic())
                .containsKeys(DeadLetters.SOURCE_OFFSET, DeadLetters.SOURCE_PARTITION, DeadLetters.MESSAGE)
                .containsEntry("x", "y");
        await().untilAsserted(() -> assertThat(handledOf("after-broken")).hasSize(1));
    }

    /** As large as a record may be, so that there is no room for the headers of a letter. */
    @Test
    void keepsTheReasonOfWhatIsTooLargeForALetter() {
        // Given
        byte[] key = "huge/1".getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[Topics.MAX_RECORD_BYTES - 256];
        // When
        tap.send(EventType.WORKSPACE_REGISTERED.topic(), key, body, Map.of());
        // Then
        ConsumerRecord<byte[], byte[]> letter = deadLetter("huge/1");
        assertThat(letter.value()).isNull();
        assertThat(TopicTap.headers(letter))
                .containsEntry(DeadLetters.LEFT_OUT, Integer.toString(body.length))
                .containsEntry(DeadLetters.SOURCE_TOPIC, EventType.WORKSPACE_REGISTERED.topic())
                .containsKeys(DeadLetters.REASON, DeadLetters.SOURCE_OFFSET, DeadLetters.SOURCE_PARTITION);
    }

    @Test
    void keepsUnknownTypesAndNewerVersions() {
        // Given
        byte[] body = new EventCodec().encode(RecordingStage.event("future", 1));
        // When
        send("future/7", body, "dev.loopline.WorkspaceRegistered.v2");
        send("stranger/7", body, "org.example.Other.v1");
        // Then
        assertThat(reason("future/7")).isEqualTo("NEWER_VERSION");
        assertThat(reason("stranger/7")).isEqualTo("UNKNOWN_TYPE");
    }

    @Test
    void keepsOnlyTheOneThatFails() {
        // Given
        List<WorkspaceRegistered> events = List.of(
                RecordingStage.event("fine-1", 1),
                RecordingStage.event("rejected", 1),
                RecordingStage.event("unforeseen", 1),
                RecordingStage.event("fine-2", 1));
        // When
        publisher.publishAll(events);
        // Then
        assertThat(reason("rejected/7")).isEqualTo("TEST_REJECTED");
        assertThat(reason("unforeseen/7")).isEqualTo("INTERNAL_ERROR");
        await().untilAsserted(() -> assertThat(stage.handled()).contains("fine-1/7#1", "fine-2/7#1"));
    }

    @Test
    void waitsOutTransientFailures() {
        // When
        publisher.publish(RecordingStage.event("later", 1));
        // Then
        await().untilAsserted(() -> assertThat(stage.handled()).contains("later/7#1"));
        assertThat(stage.attempts("later")).isEqualTo(3);
    }

    @Test
    void saysWhatWaitsAndWhyForAsLongAsItDoes() {
        // Given
        publisher.publish(RecordingStage.event("held", 1));
        // When, Then
        await().untilAsserted(() -> given().get("/api/waiting")
                .then()
                .statusCode(200)
                .body("find { it.loop == 'held/7' }.attempts", greaterThan(1)));
        given().get("/api/waiting")
                .then()
                .rootPath("find { it.loop == 'held/7' }")
                .body("event", equalTo("WorkspaceRegistered"))
                .body("records", equalTo(1))
                .body("since", startsWith("20"))
                .body("reason", equalTo("held back"));
        given().get("/q/metrics").then().body(containsString("loopline_events_waiting 1.0"));
        // And when it can go on
        stage.letGo("held");
        // Then
        await().untilAsserted(() -> assertThat(stage.handled()).contains("held/7#1"));
        await().untilAsserted(() -> given().get("/api/waiting").then().body("loop", not(hasItem("held/7"))));
    }

    @Test
    void deliversWithdrawals() {
        // When
        publisher.withdraw(EventType.WORKSPACE_REGISTERED, Tombstone.of(new LoopKey("withdrawn", 7), 5));
        // Then
        await().untilAsserted(() -> assertThat(stage.handled()).contains("withdrawn/7#withdrawn in 5"));
        ConsumerRecord<byte[], byte[]> record =
                tap.await(1, r -> text(r.key()).equals("withdrawn/7")).get(0);
        assertThat(record.value()).isNull();
        assertThat(TopicTap.headers(record)).containsEntry(CloudEventHeaders.REVISION, "5");
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(LONGEST_WAIT);
    }

    private void send(String key, byte[] body, String ceType) {
        tap.send(
                EventType.WORKSPACE_REGISTERED.topic(),
                key.getBytes(StandardCharsets.UTF_8),
                body,
                Map.of(CloudEventHeaders.TYPE, ceType));
    }

    private String reason(String key) {
        return TopicTap.headers(deadLetter(key)).get(DeadLetters.REASON);
    }

    private ConsumerRecord<byte[], byte[]> deadLetter(String key) {
        return tap.await(1, r -> r.topic().equals(DEAD_LETTERS) && text(r.key()).equals(key))
                .get(0);
    }

    private List<String> handledOf(String taskRunId) {
        return stage.handled().stream()
                .filter(text -> text.startsWith(taskRunId + "/"))
                .toList();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

package dev.loopline.backfill.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.loopline.backfill.fixture.LoopFixture;
import dev.loopline.backfill.fixture.Registrations;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CodeSync.State;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.Workspace;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.broker.BrokerAccess;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.samples.WrittenLoop;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(TestHome.class)
class BackfillStageIT {

    private static final String SOURCE = "workspace-watcher";
    private static final String DEAD_LETTERS = Topics.deadLetter("backfill-service");

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String broker = "";

    @Inject
    BrokerAccess access;

    private TopicTap tap;

    @BeforeEach
    void connect() {
        tap = new TopicTap(broker, EventType.LOOP_BACKFILLED.topic(), DEAD_LETTERS);
    }

    @AfterEach
    void disconnect() {
        tap.close();
    }

    @Test
    void backfillsAWholeHomeAndItsLibraries() throws IOException {
        // Given
        List<WrittenLoop> loops = TestHome.written().withResult();

        // When
        loops.forEach(loop -> tap.publish(Registrations.of(TestHome.folder(), loop, false), SOURCE));

        // Then
        for (WrittenLoop loop : loops) {
            LoopBackfilled event = backfilled(new LoopKey(loop.taskRunId(), loop.loopId()));
            assertThat(event.hasResult()).isTrue();
            assertThat(event.codeSync().strategies().state()).isNotEqualTo(State.SKIPPED);
            for (String name : List.of("factor_meta", "factor_perf", "feedback", "model_meta", "strategy_meta")) {
                assertThat(loop.experiment().path().resolve(name + ".json")).exists();
            }
        }
        Path generated = TestHome.folder().resolve("rd-strategies-lib/rd_strategies_lib/generated.py");
        assertThat(Files.readString(generated)).contains("def get_strategy_");
        given().get("/api/status").then().statusCode(200).body("service", equalTo("backfill-service"));
        given().get("/q/health/ready").then().statusCode(200);
    }

    @Test
    void givesTheSameFilesAndEventWhenARegistrationComesTwice() throws IOException {
        // Given
        WrittenLoop loop = TestHome.written().withResult().get(0);
        WorkspaceRegistered registered = Registrations.of(TestHome.folder(), loop, false);
        tap.publish(registered, SOURCE);
        backfilled(registered.key());
        Map<String, String> before = LoopFixture.snapshot(loop.experiment().path());
        int count = records(registered.key(), 1).size();

        // When
        tap.publish(registered, SOURCE);

        // Then
        List<ConsumerRecord<byte[], byte[]>> records = records(registered.key(), count + 1);
        LoopBackfilled last = event(records.get(records.size() - 1));
        LoopBackfilled first = event(records.get(0));
        assertThat(last).usingRecursiveComparison().ignoringFields("codeSync").isEqualTo(first);
        assertThat(LoopFixture.snapshot(loop.experiment().path())).isEqualTo(before);
    }

    @Test
    void passesAWithdrawalOn() {
        // Given
        LoopKey key = new LoopKey("withdrawn", 1);

        // When
        tap.withdraw(EventType.WORKSPACE_REGISTERED, Tombstone.of(key, 7), SOURCE);

        // Then
        ConsumerRecord<byte[], byte[]> record = records(key, 1).get(0);
        assertThat(record.value()).isNull();
        assertThat(TopicTap.headers(record)).containsEntry(CloudEventHeaders.REVISION, "7");
    }

    @Test
    void passesOverTheLoopsOfOtherHomes() {
        // Given: a folder that is there, a loop that is not here, and a withdrawal, all of another home; then one of
        // this home
        WrittenLoop here = TestHome.written().withResult().get(0);
        LoopKey key = new LoopKey("of-another-home", here.loopId());
        WorkspaceRegistered own = Registrations.of(TestHome.folder(), here, false);
        Map<String, String> headers = new HashMap<>(CloudEventHeaders.of(own, SOURCE, Registrations.FINISHED));
        headers.put(CloudEventHeaders.HOME, "another");
        byte[] bytes = new EventCodec().encodeKey(key);

        // When
        tap.send(EventType.WORKSPACE_REGISTERED.topic(), bytes, new EventCodec().encode(own), headers);
        tap.withdraw(EventType.WORKSPACE_REGISTERED, new Tombstone(key, 7, "another"), SOURCE);
        tap.withdraw(EventType.WORKSPACE_REGISTERED, new Tombstone(key, 8, "tested"), SOURCE);

        // Then
        ConsumerRecord<byte[], byte[]> only = records(key, 1).get(0);
        assertThat(TopicTap.headers(only))
                .containsEntry(CloudEventHeaders.REVISION, "8")
                .containsEntry("ce_home", "tested");
    }

    @Test
    void goesOnWhereTheGroupOfAFormerBuildWas() throws Exception {
        // Given
        TopicPartition partition = new TopicPartition(EventType.WORKSPACE_REGISTERED.topic(), 0);
        try (Admin admin = access.admin(Map.of())) {
            admin.alterConsumerGroupOffsets("former", Map.of(partition, new OffsetAndMetadata(5)))
                    .all()
                    .get();
            GroupSuccession succession = new GroupSuccession(access, new HomeIdentity("moved"), "former");

            // When
            succession.onStart(new StartupEvent());

            // Then
            assertThat(position(admin, partition)).isEqualTo(5);

            // And when the former build read on meanwhile: what this one read counts
            admin.alterConsumerGroupOffsets("former", Map.of(partition, new OffsetAndMetadata(9)))
                    .all()
                    .get();
            succession.onStart(new StartupEvent());
            assertThat(position(admin, partition)).isEqualTo(5);
        }
    }

    private static long position(Admin admin, TopicPartition partition) throws Exception {
        return admin.listConsumerGroupOffsets("former.moved")
                .partitionsToOffsetAndMetadata()
                .get()
                .get(partition)
                .offset();
    }

    @Test
    void givesALoopUpWhoseWorkspaceIsGone() {
        // Given
        Workspace gone = Registrations.workspace("gone", Workspace.EXPERIMENT, "log/nobody/workspace_gone");

        // When
        tap.publish(Registrations.of("gone", 0, "model", false, List.of(gone)), SOURCE);

        // Then
        assertThat(TopicTap.headers(deadLetter("gone/0"))).containsEntry("loopline_reason", "WORKSPACE_MISSING");
    }

    @Test
    void buriesWhatItCannotReadAndGoesOn() {
        // Given
        String topic = EventType.WORKSPACE_REGISTERED.topic();
        byte[] poison = "{\"loop\":".getBytes(StandardCharsets.UTF_8);

        // When
        tap.send(
                topic,
                "poison/0".getBytes(StandardCharsets.UTF_8),
                poison,
                Map.of("ce_type", "dev.loopline.WorkspaceRegistered.v1"));
        WrittenLoop loop = TestHome.written().withResult().get(1);
        tap.publish(Registrations.of(TestHome.folder(), loop, false), SOURCE);

        // Then
        assertThat(deadLetter("poison/0").value()).isEqualTo(poison);
        backfilled(new LoopKey(loop.taskRunId(), loop.loopId()));
    }

    private ConsumerRecord<byte[], byte[]> deadLetter(String key) {
        return tap.await(
                        1,
                        record -> record.topic().equals(DEAD_LETTERS)
                                && key.equals(new String(record.key(), StandardCharsets.UTF_8)))
                .get(0);
    }

    private LoopBackfilled backfilled(LoopKey key) {
        return tap.awaitEvent(EventType.LOOP_BACKFILLED, LoopBackfilled.class, key, 1);
    }

    private List<ConsumerRecord<byte[], byte[]>> records(LoopKey key, int count) {
        return tap.await(
                count,
                record -> record.topic().equals(EventType.LOOP_BACKFILLED.topic())
                        && key.toString().equals(new String(record.key(), StandardCharsets.UTF_8)));
    }

    private LoopBackfilled event(ConsumerRecord<byte[], byte[]> record) {
        LoopBackfilled event = tap.event(EventType.LOOP_BACKFILLED, LoopBackfilled.class, record);
        assertThat(event).isNotNull();
        return event;
    }
}

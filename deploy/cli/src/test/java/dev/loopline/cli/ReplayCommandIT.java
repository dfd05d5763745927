package dev.loopline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.WorkspaceRegistered;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which loops {@code replay} takes, on a broker with one topic and a catalog service that only listens. */
class ReplayCommandIT {

    private static final EventType TYPE = EventType.WORKSPACE_REGISTERED;

    @TempDir
    static Path folder;

    private static ReplayBroker broker;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws Exception {
        broker = new ReplayBroker(folder, 1, TYPE);
        broker.send(registered("a", 0, "2025-01-06T23:59:59.999Z"));
        broker.send(registered("a", 1, "2025-01-07T00:00:00Z"));
        broker.send(registered("a", 2, "2025-01-08T23:59:59.999Z"));
        broker.send(registered("a", 3, "2025-01-09T00:00:00Z"));
        broker.send(registered("b", 1, "2025-01-07T12:00:00Z"));
        // Ran again later: its newest event decides.
        broker.send(registered("c", 0, "2025-01-07T12:00:00Z"));
        broker.send(registered("c", 0, "2025-02-01T00:00:00Z"));
        // Withdrawn: says no time.
        broker.send(registered("d", 0, "2025-01-07T12:00:00Z"));
        broker.send(new ProducerRecord<>(TYPE.topic(), "d/0", null));
        broker.send(new ProducerRecord<>(TYPE.topic(), "e/0", "{".getBytes(StandardCharsets.UTF_8)));
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
        return ReplayBroker.record(event);
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @BeforeEach
    void mark() {
        broker.mark();
    }

    @Test
    void takesBothDaysWholly() {
        // When
        int code = replay("--start-date=2025-01-07", "--end-date=2025-01-08");

        // Then
        assertThat(code).as(err.toString()).isZero();
        assertThat(sent()).containsExactlyInAnyOrder("a/1", "a/2", "b/1");
        assertThat(out.toString()).contains("Replayed 3 loops");
        assertThat(broker.announced()).singleElement().satisfies(body -> {
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
        assertThat(broker.announced().get(0).path("task_run_id").asText()).isEqualTo("a");
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
        assertThat(broker.announced()).isEmpty();
        assertThat(out.toString()).contains("5 loops would be replayed");
    }

    @Test
    void failsWhenNoLoopIsMeant() {
        assertThat(replay("--start-date=2026-01-01")).isEqualTo(1);
        assertThat(sent()).isEmpty();
        assertThat(broker.announced()).isEmpty();
    }

    private int replay(String... limits) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--stage", "workspace-registered"));
        arguments.addAll(List.of(limits));
        arguments.addAll(List.of("--data", folder.toString()));
        return Main.run(arguments.toArray(String[]::new), new PrintWriter(out, true), new PrintWriter(err, true));
    }

    /** Keys of what came behind the mark. */
    private static List<String> sent() {
        return broker.sent().stream().map(ConsumerRecord::key).toList();
    }
}

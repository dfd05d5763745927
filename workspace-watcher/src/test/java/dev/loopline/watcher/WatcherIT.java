package dev.loopline.watcher;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopBackfilled;
import dev.loopline.contracts.event.WorkspaceRegistered;
import dev.loopline.kit.consume.DeadLetters;
import dev.loopline.kit.home.HomeIdentity;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import dev.loopline.watcher.registry.HomeTable;
import dev.loopline.watcher.registry.Registry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(HomeResource.class)
class WatcherIT {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "loopline.rdagent-home")
    String home;

    @Inject
    Registry registry;

    @Inject
    WatcherConfig config;

    private TopicTap tap;

    @BeforeEach
    void tap() {
        tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic());
    }

    @AfterEach
    void untap() {
        tap.close();
    }

    @Test
    void publishesTheHistoryAndEachLoopThatFinishes() {
        // Given
        tap.await(6, record -> record.value() != null);
        LoopKey key = new LoopKey("it-live", 0);
        LiveRun run = LiveRun.start(Path.of(home), Layout.REGISTRY, key.taskRunId(), key.loopId());

        // When
        run.finish();

        // Then
        WorkspaceRegistered event = tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 1);
        assertThat(event.primaryWorkspaceId())
                .isEqualTo(run.describe().experiment().workspaceId());
        assertThat(TopicTap.headers(tap.await(1, record -> new String(record.key()).equals(key.toString()))
                        .get(0)))
                .containsEntry("ce_id", "WorkspaceRegistered/it-live/0/1")
                .containsEntry("ce_source", "/loopline/workspace-watcher");
        given().get("/api/status")
                .then()
                .statusCode(200)
                .body("service", equalTo("workspace-watcher"))
                .body("loops.registered", greaterThanOrEqualTo(7))
                .body("loops.running", equalTo(1))
                .body("file_events_arrive", notNullValue())
                .body("last_scan_at", notNullValue());
        given().get("/")
                .then()
                .statusCode(200)
                .contentType("text/html")
                .body(containsString(Path.of(home).getFileName().toString()), containsString("Not carried"));
        Awaitility.await().untilAsserted(() -> given().get("/api/status").then().body("outbox_backlog", equalTo(0)));
    }

    @Test
    void adoptsFoldersOnRequest() throws Exception {
        // Given: a folder with a result that nothing ties to a loop
        Path folder = Files.createDirectories(
                Path.of(home).toRealPath().resolve("git_ignore_folder/RD-Agent_workspace/0adf00d0adf00d"));
        Files.writeString(folder.resolve("factor_perf.json"), "{}");
        String body = "{\"folders\": [\"" + folder + "\"], \"dry_run\": %s}";
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> adoption(String.format(body, true)).body("[0].result", equalTo("adopted")));

        // When
        adoption(String.format(body, false)).body("[0].result", equalTo("adopted"));

        // Then
        adoption(String.format(body, false))
                .body("[0].result", equalTo("already_adopted"))
                .body("[0].loop", equalTo("legacy_0adf00d0adf00d/0"));
        given().get("/api/adoptions")
                .then()
                .statusCode(200)
                .body("folder", hasItem("git_ignore_folder/RD-Agent_workspace/0adf00d0adf00d"))
                .body("adopted_at", hasItem(notNullValue()));
        adoption("{\"folders\": [\"/etc\"]}").body("[0].result", equalTo("refused"));
    }

    private static ValidatableResponse adoption(String body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/adoptions")
                .then()
                .statusCode(200);
    }

    @Test
    void recordsWhatTheOtherServicesReportAndServesRequests() throws Exception {
        // Given
        LoopKey key = new LoopKey("it-request", 0);
        LiveRun run = LiveRun.start(Path.of(home), Layout.REGISTRY, key.taskRunId(), key.loopId());
        run.finish();
        WorkspaceRegistered first = tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 1);
        LoopBackfilled backfilled = Events.backfilled(Path.of(home), first, 0.05, feedback(run));

        // When
        tap.publish(backfilled, "backfill-service");
        tap.publish(Events.bundled(backfilled), "bundle-service");
        tap.publish(Events.imported(new LoopKey("of-another-home", 0), 1, "another"), "aistock-importer");
        tap.publish(Events.imported(key, 1, first.home()), "aistock-importer");

        // Then: of its own loops, and of no others
        awaitRecorded(key);
        assertThat(HomeIdentity.read(Path.of(home)).map(HomeIdentity::id)).hasValue(first.home());
        assertThat(registry.<Optional<String>>view(HomeTable::id)).hasValue(first.home());
        assertThat(registry.<Long>view(session ->
                        session.number("SELECT COUNT(*) FROM loopline_loop WHERE task_run_id = 'of-another-home'")))
                .isZero();

        // And when a person asks for a new backfill
        String id = given().contentType(ContentType.JSON)
                .body("{\"mode\": \"solidify-all\", \"task_run_id\": \"it-request\", \"overwrite_json\": true,"
                        + " \"only_experiment_workspace\": true}")
                .post("/api/backfills")
                .then()
                .statusCode(202)
                .body("selected", equalTo(1))
                .body("loops", hasSize(1))
                .extract()
                .path("request_id");

        // Then
        WorkspaceRegistered second = tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 2);
        assertThat(second.overwrite()).isTrue();
        assertThat(first.onlyExperimentWorkspace()).isNull();
        assertThat(second.onlyExperimentWorkspace()).isTrue();
        assertThat(second.requestId()).isEqualTo(id);
        given().get("/api/backfills/" + id)
                .then()
                .body("total", equalTo(1))
                .body("registered", equalTo(1))
                .body("imported", equalTo(0))
                .body("done", equalTo(false));
        tap.publish(Events.backfilled(Path.of(home), second, 0.05, feedback(run)), "backfill-service");
        tap.publish(Events.imported(key, 2), "aistock-importer");
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> given().get("/api/backfills/" + id)
                        .then()
                        .body("imported", equalTo(1))
                        .body("done", equalTo(true)));
        String backfilledLoops = "/api/backfills/" + id + "/backfilled?after=";
        given().get(backfilledLoops + 0)
                .then()
                .body("$", hasSize(1))
                .body("[0].position", equalTo(1))
                .body("[0].task_run_id", equalTo("it-request"))
                .body("[0].loop_id", equalTo(0))
                .body("[0].workspace_id", equalTo(second.primaryWorkspaceId()))
                .body("[0].generated", equalTo(List.of("factor_meta.json")));
        given().get(backfilledLoops + 1).then().body("$", hasSize(0));
        given().get(backfilledLoops + "-1").then().statusCode(400);
        given().get("/api/backfills/none/backfilled").then().statusCode(404);
    }

    /** No service reports twice: what an older copy lacks is read again. */
    @Test
    void recordsAgainWhatAnOlderCopyOfTheRegistryLacks() throws Exception {
        // Given
        LoopKey key = new LoopKey("it-older-copy", 0);
        Path copy = registry.file().resolveSibling("copy");
        OtherProgram.execute(registry.file(), "VACUUM INTO '" + copy + "'");
        LiveRun run = LiveRun.start(Path.of(home), Layout.SEEDS, key.taskRunId(), key.loopId());
        run.finish();
        WorkspaceRegistered event = tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 1);
        LoopBackfilled backfilled = Events.backfilled(Path.of(home), event, 0.05, "{}");
        tap.publish(backfilled, "backfill-service");
        tap.publish(Events.bundled(backfilled), "bundle-service");
        tap.publish(Events.imported(key, 1), "aistock-importer");
        awaitRecorded(key);

        // When
        for (String suffix : List.of("-wal", "-shm")) {
            Files.deleteIfExists(registry.file().resolveSibling(registry.file().getFileName() + suffix));
        }
        long before = registry.generation();
        Files.move(copy, registry.file(), StandardCopyOption.REPLACE_EXISTING);
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> registry.generation() > before);

        // Then: the loop may be registered anew meanwhile, because RD-Agent's rows of it are lost
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> registry.view(session -> session.number(
                                "SELECT COUNT(*) FROM loopline_loop k JOIN production_bundles b USING (task_run_id, loop_id)"
                                        + " WHERE task_run_id = ? AND backfilled_revision = 1 AND bundled_revision = 1"
                                        + " AND imported_revision = 1",
                                key.taskRunId()))
                        == 1);
    }

    private void awaitRecorded(LoopKey key) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .ignoreExceptions()
                .until(() -> registry.view(session -> session.number(
                                "SELECT COUNT(*) FROM loops l JOIN production_bundles b USING (task_run_id, loop_id)"
                                        + " WHERE task_run_id = ? AND sync_status = 'synced' AND is_solidified = 1"
                                        + " AND materialization_status = 'done' AND has_result = 1 AND ic_mean = 0.05",
                                key.taskRunId()))
                        == 1);
    }

    @Test
    void endsARequestAsFailedWhenAServiceGivesTheLoopUpAndMendsItWhenItPassesAfterAll() throws Exception {
        // Given
        LoopKey key = new LoopKey("it-dead", 0);
        LiveRun run = LiveRun.start(Path.of(home), Layout.REGISTRY, key.taskRunId(), key.loopId());
        run.finish();
        tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 1);
        String id = given().contentType(ContentType.JSON)
                .body("{\"task_run_id\": \"it-dead\", \"loop_id\": 0}")
                .post("/api/backfills")
                .then()
                .statusCode(202)
                .extract()
                .path("request_id");
        WorkspaceRegistered second = tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 2);
        awaitStatus("running");

        // When
        tap.send(
                Topics.deadLetter("backfill-service"),
                key.toString().getBytes(StandardCharsets.UTF_8),
                new EventCodec().encode(second),
                deadLetterHeaders(second));

        // Then
        awaitStatus("failed");
        List<String> errors = registry.view(session -> session.list(
                "SELECT materialization_error FROM loops WHERE task_run_id = 'it-dead'", row -> row.getString(1)));
        assertThat(errors).containsExactly("NO_PRIMARY_WORKSPACE: the workspace is not here");
        given().get("/api/backfills/" + id).then().body("failed", equalTo(1)).body("done", equalTo(true));
        given().get("/api/backfills/" + id + "/loops?state=failed")
                .then()
                .body("$", hasSize(1))
                .body("[0].revision", equalTo(2))
                .body("[0].reason", equalTo("NO_PRIMARY_WORKSPACE: the workspace is not here"));
        given().get("/api/status").then().body("failed.subject", hasItem("it-dead/0"));

        // And when it passes after all
        tap.publish(Events.backfilled(Path.of(home), second, 0.05, feedback(run)), "backfill-service");
        awaitStatus("done");
        given().get("/api/backfills/" + id).then().body("failed", equalTo(0)).body("done", equalTo(false));
    }

    private void awaitStatus(String status) {
        Awaitility.await(status)
                .atMost(Duration.ofSeconds(20))
                .until(() -> registry.view(session -> session.number(
                                "SELECT COUNT(*) FROM loops WHERE task_run_id = 'it-dead' AND materialization_status = ?",
                                status))
                        == 1);
    }

    private static Map<String, String> deadLetterHeaders(WorkspaceRegistered of) {
        Map<String, String> headers = CloudEventHeaders.of(of, "workspace-watcher", Instant.EPOCH);
        headers.put(DeadLetters.SOURCE_TOPIC, EventType.WORKSPACE_REGISTERED.topic());
        headers.put(DeadLetters.REASON, "NO_PRIMARY_WORKSPACE");
        headers.put(DeadLetters.MESSAGE, "the workspace is not here");
        return headers;
    }

    @Test
    void writesNothingInADryRun() throws Exception {
        // Given
        LoopKey key = new LoopKey("it-dry-run", 0);
        LiveRun.start(Path.of(home), Layout.REGISTRY, key.taskRunId(), key.loopId())
                .finish();
        tap.awaitEvent(EventType.WORKSPACE_REGISTERED, WorkspaceRegistered.class, key, 1);
        String rows = "SELECT (SELECT COUNT(*) FROM loopline_request) * 1000000"
                + " + (SELECT COUNT(*) FROM loopline_request_loop) * 1000"
                + " + (SELECT revision FROM loopline_loop WHERE task_run_id = 'it-dry-run')";
        long before = registry.view(session -> session.number(rows));

        // When
        given().contentType(ContentType.JSON)
                .body("{\"task_run_id\": \"it-dry-run\", \"overwrite_json\": true, \"dry_run\": true}")
                .post("/api/backfills")
                .then()
                .statusCode(200)
                .body("selected", equalTo(1));

        // Then
        long after = registry.view(session -> session.number(rows));
        assertThat(after).isEqualTo(before);
    }

    @Test
    void keepsARequestOnceAndSaysWhatItSkips() {
        // Given
        tap.await(6, record -> record.value() != null);
        String id = UUID.randomUUID().toString();
        String body = "{\"request_id\": \"" + id + "\", \"mode\": \"solidify-all\", \"all_task_runs\": true}";

        // When
        int first = given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/backfills")
                .then()
                .statusCode(202)
                .body("request_id", equalTo(id))
                .extract()
                .path("selected");
        given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/backfills")
                .then()
                .statusCode(202)
                .body("request_id", equalTo(id));

        // Then
        given().get("/api/backfills/" + id)
                .then()
                .body("total", equalTo(first))
                .body("skipped", greaterThanOrEqualTo(1));
        given().get("/api/backfills/" + id + "/loops?state=skipped&limit=1")
                .then()
                .body("$", hasSize(1))
                .body("[0].reason", notNullValue());
        given().contentType(ContentType.JSON)
                .body(body.replace("solidify-all", "backfill"))
                .post("/api/backfills")
                .then()
                .statusCode(409);
        given().get("/api/backfills/" + id + "/loops?state=lost").then().statusCode(400);
        given().get("/api/backfills/none/loops").then().statusCode(404);
    }

    @Test
    void saysThatATaskRunOrALoopIsUnknown() {
        given().contentType(ContentType.JSON)
                .body("{\"task_run_id\": \"nobody-knows\"}")
                .post("/api/backfills")
                .then()
                .statusCode(404)
                .body("detail", containsString("there is no task run nobody-knows"));
    }

    @Test
    void refusesWhatMakesNoSense() {
        given().contentType(ContentType.JSON)
                .body("{\"mode\": \"check\"}")
                .post("/api/backfills")
                .then()
                .statusCode(400)
                .body("detail", containsString("mode is backfill"));
        given().contentType(ContentType.JSON)
                .body("{\"all_task_runs\": true, \"dry_run\": true, \"start_date\": \"2099-01-01\"}")
                .post("/api/backfills")
                .then()
                .statusCode(200)
                .body("dry_run", equalTo(true))
                .body("selected", equalTo(0));
        given().get("/api/backfills/none").then().statusCode(404);
        given().get("/api/loops?limit=0").then().statusCode(400);
        given().get("/api/loops?limit=2").then().statusCode(200).body("$", hasSize(2));
    }

    @Test
    void isReadyAndAlive() {
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/health/live").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("loopline_outbox_backlog"));
        given().get("/q/metrics")
                .then()
                .body(containsString("loopline_loops{state=\"unaccounted\"} 0.0"))
                .body(containsString("loopline_loops{state=\"dead_letter\"}"));
        JsonPath ledger = Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(
                        () -> given().get("/api/status").jsonPath().setRootPath("ledger"),
                        columns -> columns.getInt("registered") > 0);
        assertThat(ledger.getInt("registered"))
                .isEqualTo(ledger.getInt("imported")
                        + ledger.getInt("in_flight")
                        + ledger.getInt("dead_letters")
                        + ledger.getInt("rejected"));
        assertThat(config.fileEvents()).isTrue();
        assertThat(config.filesCheckedPerScan()).isEqualTo(500);
        assertThat(config.assumedLoopWait()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.scanInterval()).isEqualTo(Duration.ofMillis(300));
        assertThat(config.registry()).isEmpty();
    }

    /** What lies in the workspace: a backfill that keeps it says so, and another content would be somebody else's. */
    private static String feedback(LiveRun run) throws IOException {
        return Files.readString(run.describe().experiment().path().resolve("feedback.json"));
    }
}

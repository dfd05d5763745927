package dev.loopline.importer.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sync.CatalogSync;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.kit.testing.LogTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A sync with {@code last_sync_time}, and a call while one runs, against catalogs of loops that AIstock does not have. Full
 * syncs accept the loss of loops of other tests, which these catalogs do not list.
 */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class IncrementalSyncIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Instant LAST_SYNC = Instant.parse("2025-01-07T00:00:00Z");

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @Inject
    DataSource database;

    private LogTap log;

    @BeforeEach
    void listen() {
        log = new LogTap(CatalogSync.class);
    }

    @AfterEach
    void stopListening() throws IOException {
        log.close();
        Files.deleteIfExists(served.resolve("changes"));
    }

    @Test
    void bringsExactlyWhatIsNewerThanTheLastSync() throws IOException, SQLException {
        // Given
        catalogsHave(
                loop("older", LAST_SYNC.minusSeconds(1)),
                loop("as-old", LAST_SYNC),
                loop("newer", LAST_SYNC.plusSeconds(1)));

        // When
        given().queryParam("last_sync_time", LAST_SYNC.toString())
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(202)
                .body("state", equalTo("running"));

        // Then
        awaitSuccess();
        given().get("/api/rdagent/catalog/sync-status")
                .then()
                .body("last_result.loop.total_in_json", equalTo(1))
                .body("last_result.loop.inserted", equalTo(1));
        assertThat(loopsOf("older", "as-old", "newer")).containsExactly("newer");
        assertThat(log.lines()).anyMatch(line -> line.startsWith("Starting incremental sync..."));
        assertThat(log.lines()).anyMatch(line -> line.startsWith("Sync completed successfully"));

        // And a full sync brings the others
        given().queryParam("accept_loss", true)
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(202);
        awaitSuccess();
        assertThat(loopsOf("older", "as-old", "newer")).containsExactly("as-old", "newer", "older");
    }

    @Test
    void aCallWhileASyncRunsJoinsIt() throws IOException, SQLException {
        // Given a run that waits for a table
        catalogsHave(loop("joined", LAST_SYNC));
        int run;
        try (Connection other = database.getConnection();
                Statement lock = other.createStatement()) {
            other.setAutoCommit(false);
            lock.execute("LOCK TABLE aistock_loop_catalog IN ACCESS EXCLUSIVE MODE");
            run = given().queryParam("accept_loss", true)
                    .post("/api/rdagent/catalog/sync")
                    .then()
                    .statusCode(202)
                    .extract()
                    .path("run_id");

            // When
            given().queryParam("last_sync_time", "2030-01-01T00:00:00Z")
                    .post("/api/rdagent/catalog/sync")
                    .then()
                    .statusCode(202)
                    .body("run_id", equalTo(run))
                    .body("state", equalTo("running"));
            other.rollback();
        }

        // Then it ends as it was begun, as a full one, and there is no other run
        awaitSuccess();
        assertThat(loopsOf("joined")).containsExactly("joined");
        given().get("/api/rdagent/catalog/sync-runs?limit=1").then().body("[0].run_id", equalTo(run));
        assertThat(log.lines()).filteredOn(line -> line.startsWith("Starting")).hasSize(1);
    }

    private static void awaitSuccess() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/rdagent/catalog/sync-status")
                        .then()
                        .body("last_error", nullValue())
                        .body("state", equalTo("success")));
    }

    private static SampleLoop loop(String taskRunId, Instant finishedAt) {
        return SampleLoop.of(taskRunId, 1).finishedAt(finishedAt);
    }

    private void catalogsHave(SampleLoop... loops) throws IOException {
        ObjectNode page = Json.mapper().createObjectNode().put("next_since", loops.length);
        page.putArray("changes");
        for (SampleLoop loop : loops) {
            SampleBundle bundle = SampleBundle.of(loop.key(), "weights");
            Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());
            CatalogUpdated event = loop.bundle(bundle.bundle()).build();
            ObjectNode change = page.withArray("changes").addObject();
            change.put("task_run_id", event.key().taskRunId());
            change.put("loop_id", event.key().loopId());
            change.put("sequence", page.path("changes").size()).put("revision", 1);
            change.put("withdrawn", false).set("catalog", Json.mapper().valueToTree(event));
        }
        Files.writeString(served.resolve("changes"), page.toString());
    }

    private List<String> loopsOf(String... taskRunIds) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT task_run_id FROM aistock_loop_catalog"
                        + " WHERE task_run_id IN ('" + String.join("','", taskRunIds) + "') ORDER BY 1")) {
            List<String> found = new ArrayList<>();
            while (row.next()) {
                found.add(row.getString(1));
            }
            return found;
        }
    }
}

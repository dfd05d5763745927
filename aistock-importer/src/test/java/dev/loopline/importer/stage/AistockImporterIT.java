package dev.loopline.importer.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.codec.Topics;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.contracts.event.LoopImported;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class AistockImporterIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.HOME)
    Path home;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @jakarta.inject.Inject
    DataSource database;

    private TopicTap tap;

    @BeforeEach
    void open() {
        tap = new TopicTap(brokers, EventType.LOOP_IMPORTED.topic(), Topics.deadLetter("aistock-importer"));
    }

    @AfterEach
    void close() {
        tap.close();
    }

    @Test
    void bringsALoopIntoAistock() throws IOException, SQLException {
        // Given
        SampleLoop loop = SampleLoop.of("arrives", 0).owns("feature_A", "Ref($close, 100)");
        CatalogUpdated event = served(loop, "weights");
        Files.writeString(served.resolve("loops"), "{\"loops\": []}\n");

        // When
        tap.publish(event, "catalog-service");
        LoopImported imported = tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);

        // Then
        assertThat(imported.bundleState()).isEqualTo(LoopImported.BundleState.AVAILABLE);
        assertThat(imported.rows()).isEqualTo(new LoopImported.Rows(4, 0, 0, 0, 0));
        assertThat(rows("SELECT factor_name FROM aistock_factor_catalog WHERE task_run_id = 'arrives'"))
                .containsExactly("A");
        assertThat(home.resolve("rdagent_assets/bundles/bundle_arrives_0/model.pkl"))
                .hasContent("weights");
        assertThat(home.resolve("rdagent_assets/bundles/bundle_arrives_0.tar.gz"))
                .exists();
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(rows("SELECT published FROM loopline_import WHERE task_run_id = 'arrives'"))
                                .containsExactly("t"));
    }

    @Test
    void takesALoopOutAgain() throws IOException, SQLException {
        // Given
        CatalogUpdated event = served(SampleLoop.of("leaves", 1), "weights");
        tap.publish(event, "catalog-service");
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);

        // When
        tap.withdraw(EventType.CATALOG_UPDATED, new Tombstone(event.key(), 2, 2, List.of()), "catalog-service");
        tap.await(
                1,
                record ->
                        record.value() == null && new String(record.key(), StandardCharsets.UTF_8).equals("leaves/1"));

        // Then
        assertThat(rows("SELECT 1 FROM aistock_loop_catalog WHERE task_run_id = 'leaves'"))
                .isEmpty();
        assertThat(home.resolve("rdagent_assets/bundles/bundle_leaves_1")).doesNotExist();
        assertThat(home.resolve("rdagent_assets/bundles/bundle_leaves_1.tar.gz"))
                .doesNotExist();
    }

    @Test
    void importsWithoutABundleAndFetchesItLater() throws IOException, SQLException {
        // Given
        SampleLoop loop = SampleLoop.of("later", 1);
        SampleBundle bundle = SampleBundle.of(loop.key(), "late weights");
        CatalogUpdated event = loop.bundle(bundle.bundle()).build();

        // When
        tap.publish(event, "catalog-service");
        LoopImported first = tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        List<String> noted = rows("SELECT kind, reason FROM loopline_rejected WHERE task_run_id = 'later'");
        Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());

        // Then
        assertThat(first.bundleState()).isEqualTo(LoopImported.BundleState.MISSING);
        assertThat(noted).containsExactly("bundle|BUNDLE_NOT_FOUND");
        tap.await(2, record -> {
            LoopImported again = tap.event(EventType.LOOP_IMPORTED, LoopImported.class, record);
            return again != null && again.key().equals(event.key());
        });
        assertThat(rows("SELECT sync_status FROM aistock_loop_catalog WHERE task_run_id = 'later'"))
                .containsExactly("synced");
        assertThat(rows("SELECT 1 FROM loopline_rejected WHERE task_run_id = 'later'"))
                .isEmpty();
        assertThat(home.resolve("rdagent_assets/bundles/bundle_later_1/model.pkl"))
                .hasContent("late weights");
    }

    @Test
    void keepsWhatItCannotReadAndGoesOn() throws IOException {
        // Given
        CatalogUpdated event = served(SampleLoop.of("goes-on", 1), "weights");

        // When
        tap.send(
                EventType.CATALOG_UPDATED.topic(),
                "goes-on/1".getBytes(StandardCharsets.UTF_8),
                "{".getBytes(StandardCharsets.UTF_8),
                Map.of(CloudEventHeaders.TYPE, EventType.CATALOG_UPDATED.ceType()));
        tap.publish(event, "catalog-service");

        // Then
        tap.await(1, record -> record.topic().equals(Topics.deadLetter("aistock-importer")));
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
    }

    @Test
    void copiesTheCatalogFiles() throws IOException {
        // Given
        for (String kind : List.of("factors", "models", "strategies", "loops")) {
            Files.writeString(served.resolve(kind), "{\"" + kind + "\": []}\n");
        }
        CatalogUpdated event = served(SampleLoop.of("files", 1), "weights");

        // When
        tap.publish(event, "catalog-service");

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(home.resolve("rdagent_data/factor_catalog.json"))
                        .hasContent("{\"factors\": []}"));
    }

    @Test
    void syncsAllThatTheCatalogsHave() throws IOException, SQLException {
        // Given: a row that somebody deleted
        CatalogUpdated event = served(SampleLoop.of("synced", 1).at(1, 7).owns("S", "Ref($close, 77)"), "weights");
        tap.publish(event, "catalog-service");
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        rows("DELETE FROM aistock_factor_catalog WHERE task_run_id = 'synced' RETURNING 1");
        ArrayNode changes = Json.mapper().createArrayNode();
        ObjectNode change = changes.addObject();
        change.put("task_run_id", "synced").put("loop_id", 1).put("sequence", 7).put("revision", 1);
        change.put("withdrawn", false).set("catalog", Json.mapper().valueToTree(event));
        ObjectNode page = Json.mapper().createObjectNode().put("next_since", 7);
        Files.writeString(
                served.resolve("changes"), page.set("changes", changes).toString());

        // When
        given().queryParam("last_sync_time", "yesterday")
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(400)
                .body("code", equalTo("LAST_SYNC_TIME_INVALID"));
        given().post("/api/rdagent/catalog/sync").then().statusCode(202).body("state", equalTo("running"));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/rdagent/catalog/sync-status")
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("success"))
                        .body("progress", equalTo(1.0f))
                        .body("last_result.factor.total_in_json", equalTo(1))
                        .body("last_result.factor.inserted", equalTo(1))
                        .body("last_result.loop.unchanged", equalTo(1))
                        .body("events.imported_total", greaterThanOrEqualTo(2)));
        assertThat(rows("SELECT 1 FROM aistock_factor_catalog WHERE task_run_id = 'synced'"))
                .hasSize(1);
        given().queryParam("last_sync_time", "2030-01-07T00:00:00Z")
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/rdagent/catalog/sync-status")
                        .then()
                        .body("state", equalTo("success"))
                        .body("last_result.loop.total_in_json", equalTo(0)));
    }

    @Test
    void saysWhereItStands() {
        given().get("/api/status")
                .then()
                .statusCode(200)
                .body("service", equalTo("aistock-importer"))
                .body("unpublished", greaterThanOrEqualTo(0));
        given().get("/q/health/ready").then().statusCode(200);
    }

    private CatalogUpdated served(SampleLoop loop, String content) throws IOException {
        SampleBundle bundle = SampleBundle.of(loop.key(), content);
        Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());
        return loop.bundle(bundle.bundle()).build();
    }

    private List<String> rows(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(String.valueOf(result.getString(i)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }
}

package dev.loopline.importer.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.LoopKey;
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
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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

    @ConfigProperty(name = "quarkus.datasource.jdbc.url")
    String jdbcUrl;

    @ConfigProperty(name = "quarkus.datasource.username")
    String user;

    @ConfigProperty(name = "quarkus.datasource.password")
    String password;

    @jakarta.inject.Inject
    DataSource database;

    @jakarta.inject.Inject
    MeterRegistry metrics;

    @jakarta.inject.Inject
    Importer importer;

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
        SampleLoop loop = SampleLoop.of("arrives", 0).factor("feature_A", "Ref($close, 100)");
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
        tap.withdraw(EventType.CATALOG_UPDATED, Tombstone.of(event.key(), 2), "catalog-service");
        tap.await(
                1,
                record ->
                        record.value() == null && new String(record.key(), StandardCharsets.UTF_8).equals("leaves/1"));

        // Then
        assertThat(rows("SELECT 1 FROM aistock_loop_catalog WHERE task_run_id = 'leaves'"))
                .isEmpty();
        assertThat(home.resolve("rdagent_assets/bundles/bundle_leaves_1")).doesNotExist();
        Path archive = home.resolve("rdagent_assets/bundles/bundle_leaves_1.tar.gz");
        assertThat(archive).doesNotExist();

        // And when a full sync repeats the withdrawal, it leaves alone what is there since: the loop is coming back
        Files.writeString(archive, "of the next revision, which is about to be imported");
        Tombstone known = Tombstone.of(event.key(), 2);
        importer.importAll(List.of(new Importer.Request(event.key(), null, known)), true);
        assertThat(archive).exists();
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

    /** As an importer leaves it that is killed between its bundle and its rows. */
    @Test
    void bringsTheRowsOfABundleThatIsInPlaceAndAsksNobodyForIt() throws Exception {
        // Given: AIstock's folder holds archive and extracted folder, and bundle-service does not have the archive
        SampleLoop loop = SampleLoop.of("in-place", 1).factor("P", "Ref($close, 3)");
        SampleBundle bundle = SampleBundle.of(loop.key(), "weights");
        Path bundles = home.resolve("rdagent_assets/bundles");
        Path archive = Files.write(bundles.resolve(bundle.bundle().fileName()), bundle.archive());
        Path folder = Files.createDirectory(bundles.resolve(bundle.bundle().bundleId()));
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString()).start();
        assertThat(tar.waitFor()).isZero();
        Object written = Files.getLastModifiedTime(archive);

        // When
        CatalogUpdated event = loop.bundle(bundle.bundle()).build();
        tap.publish(event, "catalog-service");
        LoopImported imported = tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);

        // Then
        assertThat(imported.bundleState()).isEqualTo(LoopImported.BundleState.AVAILABLE);
        assertThat(imported.rows()).isEqualTo(new LoopImported.Rows(4, 0, 0, 0, 0));
        assertThat(rows("SELECT factor_name FROM aistock_factor_catalog WHERE task_run_id = 'in-place'"))
                .containsExactly("P");
        assertThat(Files.getLastModifiedTime(archive)).isEqualTo(written);
        assertThat(folder.resolve("model.pkl")).hasContent("weights");
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
    void copiesTheCatalogFiles() throws IOException, SQLException {
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

        // When one of the copies is cut, and another one changed
        Files.writeString(home.resolve("rdagent_data/loop_catalog.json"), "{\"loops\": [{\"task_run_id");
        Files.writeString(home.resolve("rdagent_data/factor_catalog.json"), "{\"factors\": {}}");
        ObjectNode whole = Json.mapper().createObjectNode();
        for (String key : rows("SELECT task_run_id, loop_id FROM loopline_import WHERE NOT tombstone")) {
            LoopKey loop = LoopKey.parse(key.replace('|', '/')).orElseThrow();
            whole.withArray("loops")
                    .addObject()
                    .put("task_run_id", loop.taskRunId())
                    .put("loop_id", loop.loopId());
        }
        Files.writeString(served.resolve("loops"), whole.toString());
        given().post("/api/rdagent/catalog/sync").then().statusCode(202);

        // Then
        await().atMost(PATIENCE).untilAsserted(() -> {
            assertThat(home.resolve("rdagent_data/factor_catalog.json")).hasContent("{\"factors\": []}");
            assertThat(home.resolve("rdagent_data/loop_catalog.json")).hasSameTextualContentAs(served.resolve("loops"));
        });
    }

    @Test
    void syncsAllThatTheCatalogsHave() throws IOException, SQLException {
        // Given: a row that somebody deleted
        CatalogUpdated event = served(SampleLoop.of("synced", 1).revision(1).factor("S", "Ref($close, 77)"), "weights");
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
        Files.writeString(served.resolve("158"), """
                {"version": "v1", "generated_at_utc": null, "source": "qlib_alpha158", "factors": [
                 {"name": "alpha158_KMID", "expression": "($close-$open)/$open", "tags": ["alpha158"]},
                 {"name": "ROC5", "expression": "Ref($close, 5)/$close"}, {"expression": "nameless"}]}
                """);

        // When
        given().queryParam("last_sync_time", "yesterday")
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(400)
                .body("code", equalTo("LAST_SYNC_TIME_INVALID"));
        given().queryParam("accept_loss", true)
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(202)
                .body("state", equalTo("running"));

        // Then
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/rdagent/catalog/sync-status")
                        .then()
                        .statusCode(200)
                        .body("state", equalTo("partial"))
                        .body(
                                "last_error",
                                startsWith(
                                        "1 entry was not imported: aistock_alpha158_meta, column name: #2 was rejected,"
                                                + " FIELD_MISSING"))
                        .body("progress", equalTo(1.0f))
                        .body("last_result.factor.total_in_json", equalTo(1))
                        .body("last_result.factor.inserted", equalTo(1))
                        .body("last_result.loop.unchanged", equalTo(1))
                        .body("last_result.alpha158.total_in_json", equalTo(3))
                        .body("last_result.alpha158.errors", equalTo(1))
                        .body("last_result.alpha360.total_in_json", equalTo(0))
                        .body("events.imported_total", greaterThanOrEqualTo(2)));
        assertThat(rows("SELECT 1 FROM aistock_factor_catalog WHERE task_run_id = 'synced'"))
                .hasSize(1);
        assertThat(
                        rows(
                                "SELECT factor_name, lib_version, raw_payload ->> 'tags' FROM aistock_alpha158_meta ORDER BY 1"))
                .containsExactly("KMID|v1|[\"alpha158\"]", "ROC5|v1|null");
        assertThat(rows("SELECT entry_key, field, reason FROM loopline_rejected WHERE kind = 'alpha158'"))
                .containsExactly("#2|name|FIELD_MISSING");
        given().get("/api/rdagent/catalog/sync-runs?limit=1")
                .then()
                .statusCode(200)
                .body("[0].state", equalTo("partial"))
                .body("[0].phase", equalTo("done"));
        given().queryParam("last_sync_time", "2030-01-07T00:00:00Z")
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(202);
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/rdagent/catalog/sync-status")
                        .then()
                        .body("state", equalTo("partial"))
                        .body("last_result.loop.total_in_json", equalTo(0)));
        Files.delete(served.resolve("158"));
    }

    /** As from catalogs that are new, or were filled from a topic that was cut. */
    @Test
    void leavesManyLoopsThereThatTheCatalogsDoNotListUnlessThatIsAccepted() throws IOException, SQLException {
        // Given: AIstock has five loops, and files that list one of them; the catalogs list none of these, and one that
        // is new
        for (int i = 0; i < 5; i++) {
            CatalogUpdated event = served(SampleLoop.of("kept", i), "weights");
            tap.publish(event, "catalog-service");
            tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        }
        Path file = home.resolve("rdagent_data/loop_catalog.json");
        Files.createDirectories(file.getParent());
        String before = "{\"loops\": [{\"task_run_id\": \"kept\", \"loop_id\": 2}]}\n";
        Files.writeString(file, before);
        Files.writeString(served.resolve("loops"), "{\"loops\": [{\"task_run_id\": \"new\", \"loop_id\": 0}]}\n");
        CatalogUpdated fresh = served(SampleLoop.of("new", 0), "weights");
        ObjectNode page = Json.mapper().createObjectNode().put("next_since", 7);
        ObjectNode change = page.putArray("changes").addObject();
        change.put("task_run_id", "new").put("loop_id", 0).put("sequence", 7).put("revision", 1);
        change.put("withdrawn", false).set("catalog", Json.mapper().valueToTree(fresh));
        Files.writeString(served.resolve("changes"), page.toString());

        // When
        given().post("/api/rdagent/catalog/sync").then().statusCode(202);

        // Then: all but that was done, and the loops are named
        await().atMost(PATIENCE)
                .untilAsserted(() -> given().get("/api/rdagent/catalog/sync-status")
                        .then()
                        .body("state", equalTo("failed"))
                        .body("last_error", startsWith("LOSS_REFUSED"))
                        .body("last_error", containsString("accept_loss=true"))
                        .body("last_result.loop.inserted", equalTo(1)));
        assertThat(rows("SELECT loop_id FROM aistock_loop_catalog WHERE task_run_id = 'kept'"))
                .hasSize(5);
        assertThat(rows("SELECT loop_id FROM aistock_loop_catalog WHERE task_run_id = 'new'"))
                .hasSize(1);
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> given().get("/api/waiting").then().body("reason", hasItem(containsString("kept/2"))));
        assertThat(file).hasContent(before);

        // And when it is accepted
        given().queryParam("accept_loss", true)
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(202);
        await().atMost(PATIENCE)
                .untilAsserted(() ->
                        given().get("/api/rdagent/catalog/sync-status").then().body("state", equalTo("success")));
        assertThat(rows("SELECT loop_id FROM aistock_loop_catalog WHERE task_run_id = 'kept'"))
                .isEmpty();
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(file).hasSameTextualContentAs(served.resolve("loops")));
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void tellsTheProgressOfASyncAsServerSentEvents() throws IOException, InterruptedException {
        // Given
        HttpResponse<InputStream> stream = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + RestAssured.port + "/api/rdagent/catalog/sync-events"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            // When
            given().queryParam("accept_loss", true)
                    .post("/api/rdagent/catalog/sync")
                    .then()
                    .statusCode(202);
            List<String> states = new ArrayList<>();
            while (states.isEmpty() || !isOver(states)) {
                String line = lines.readLine();
                if (line.startsWith("data:")) {
                    JsonNode status = Json.mapper().readTree(line.substring("data:".length()));
                    states.add(status.get("state").asText() + " " + status.get("progress"));
                }
            }

            // Then
            assertThat(states)
                    .anyMatch(state -> state.startsWith("running"))
                    .last()
                    .isEqualTo("success 1.0");
        }
    }

    private static boolean isOver(List<String> states) {
        return states.stream().anyMatch(state -> state.startsWith("running"))
                && !states.get(states.size() - 1).startsWith("running");
    }

    @Test
    void waitsForADatabaseThatIsReadOnlyOrFullAndThenGoesOn() throws IOException, SQLException {
        // Given: connections that are open end, and new ones may only read; later the disk is full (SQLSTATE 53100)
        CatalogUpdated event = served(SampleLoop.of("patience", 1).revision(1), "weights");
        execute("ALTER DATABASE aistock SET default_transaction_read_only = on");
        endAllConnections();

        // When
        tap.publish(event, "catalog-service");
        await().atMost(PATIENCE).until(() -> retries() > 0);
        execute(
                "CREATE FUNCTION no_space() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no space left''"
                        + " USING ERRCODE = ''53100''; END'");
        execute(
                "CREATE TRIGGER no_space BEFORE INSERT ON aistock_loop_catalog FOR EACH ROW EXECUTE FUNCTION no_space()");
        double before = retries();
        execute("ALTER DATABASE aistock RESET default_transaction_read_only");
        endAllConnections();
        await().atMost(PATIENCE).until(() -> retries() > before);
        execute("DROP TRIGGER no_space ON aistock_loop_catalog");

        // Then: it arrives, and nothing is a dead letter
        tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        assertThat(rows("SELECT 1 FROM aistock_loop_catalog WHERE task_run_id = 'patience'"))
                .hasSize(1);
        execute("DROP FUNCTION no_space()");
    }

    @Test
    void waitsForAFolderOfBundlesThatIsAwayAndThenGoesOn() throws IOException, SQLException {
        // Given: the disk of the bundles is not mounted
        CatalogUpdated event = served(SampleLoop.of("unmounted", 1).revision(1), "weights");
        Path bundles = home.resolve("rdagent_assets/bundles");
        Path aside = Files.move(bundles, home.resolve("aside"));

        // When
        double before = retries();
        tap.publish(event, "catalog-service");
        await().atMost(PATIENCE).until(() -> retries() > before);
        Files.move(aside, bundles);

        // Then: it arrives with its bundle, and nothing is a dead letter
        LoopImported imported = tap.awaitEvent(EventType.LOOP_IMPORTED, LoopImported.class, event.key(), 1);
        assertThat(imported.bundleState()).isEqualTo(LoopImported.BundleState.AVAILABLE);
        assertThat(bundles.resolve("bundle_unmounted_1/model.pkl")).hasContent("weights");
    }

    private void endAllConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname ="
                + " current_database() AND usename = current_user");
    }

    private double retries() {
        return metrics.counter("loopline.retries", "event", "CatalogUpdated").count();
    }

    /** On a connection of its own that may write, whatever the database's default is. */
    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl, user, password);
                Statement statement = connection.createStatement()) {
            statement.execute("SET default_transaction_read_only = off");
            statement.execute(sql);
        }
    }

    @Test
    void keepsTheOldFrontDoorShut() {
        for (String path :
                List.of("/health", "/catalog/loops", "/catalog/incremental", "/artifacts/bundle/bundle_t_1")) {
            given().get(path).then().statusCode(404).body("code", equalTo("RESULTS_API_OFF"));
        }
    }

    @Test
    void givesNobodyElsesPageAnAnswer() {
        given().header("Origin", "https://elsewhere.example")
                .get("/api/rdagent/catalog/sync-status")
                .then()
                .header("Access-Control-Allow-Origin", nullValue())
                .header("X-Content-Type-Options", equalTo("nosniff"))
                .header("X-Frame-Options", equalTo("DENY"));
        given().header("Origin", "https://elsewhere.example")
                .post("/api/rdagent/catalog/sync")
                .then()
                .statusCode(403);
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

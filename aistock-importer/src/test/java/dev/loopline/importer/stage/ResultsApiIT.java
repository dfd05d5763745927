package dev.loopline.importer.stage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(ResultsApiIT.On.class)
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class ResultsApiIT {

    /** The setting that switches it on. */
    public static class On implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.importer.results-api", "true");
        }
    }

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @jakarta.inject.Inject
    Importer importer;

    @jakarta.inject.Inject
    DataSource database;

    @Test
    void anAistockThatWasNotChangedCanSyncAllOfALoop() throws IOException, SQLException {
        // Given
        CatalogUpdated event = imported(SampleLoop.of("old-door", 1).factor("A", "Ref($close, 100)"));
        String id = event.bundle().bundleId();

        // When / Then
        given().get("/health").then().statusCode(200).body("status", equalTo("ok"));
        given().get("/catalog/factors").then().statusCode(200).body("factors.name", hasItem("A"));
        given().get("/factors/feature_A").then().statusCode(200).body("asset_bundle_id", equalTo(id));
        given().get("/factors/nothing").then().statusCode(404);
        given().post("/ops/materialize-and-refresh").then().statusCode(200).body("status", equalTo("ok"));
        given().get("/catalog/nonsense").then().statusCode(404);
        given().get("/alpha158/meta").then().statusCode(200).body("factors", hasSize(0));
        given().get("/loops/old-door/1/artifacts")
                .then()
                .statusCode(200)
                .body("artifacts", hasSize(1))
                .body("artifacts[0].files[0].path", equalTo("factor_meta.json"));
        given().get("/catalog/incremental?last_sync_time=2020-01-01T00:00:00Z")
                .then()
                .statusCode(200)
                .body("loops.find { it.task_run_id == 'old-door' }.asset_bundle_id", equalTo(id))
                .body("loops.find { it.task_run_id == 'old-door' }.sharpe", equalTo(1.23f))
                .body("loops.find { it.task_run_id == 'old-door' }.has_result", equalTo(true))
                .body("loops.find { it.task_run_id == 'old-door' }.factors[0].factor_name", equalTo("A"));
        assertThat(zip(id)).containsEntry("model.pkl", "weights");
        given().get("/artifacts/bundle/..%2F..%2Frdagent_data").then().statusCode(404);
        given().contentType(ContentType.JSON)
                .body("{\"asset_bundle_id\": \"" + id + "\", \"status\": \"synced\"}")
                .post("/ops/sync-confirm")
                .then()
                .statusCode(200)
                .body("status", equalTo("ok"));
        given().contentType(ContentType.JSON)
                .body("{\"asset_bundle_id\": \"" + id + "\", \"status\": \"lost\"}")
                .post("/ops/sync-confirm")
                .then()
                .statusCode(400);
    }

    @Test
    void losesNoLoopThatSharesATimeWithTheLastOneOfAPage() throws IOException, SQLException {
        // Given: five loops of one moment
        for (int loop = 0; loop < 5; loop++) {
            imported(SampleLoop.of("ties", loop).revision(1));
        }
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("UPDATE loopline_import SET imported_at = '2031-01-01Z' WHERE task_run_id = 'ties'");
        }

        // When
        List<String> seen = new ArrayList<>();
        String since = "2030-01-01T00:00:00Z";
        int count;
        do {
            var page = given().queryParam("last_sync_time", since)
                    .queryParam("limit", 2)
                    .get("/catalog/incremental")
                    .then()
                    .statusCode(200)
                    .extract()
                    .jsonPath();
            count = page.getInt("count");
            seen.addAll(page.getList("loops.loop_id", Integer.class).stream()
                    .map(String::valueOf)
                    .toList());
            since = page.getString("generated_at_utc");
        } while (count > 0);

        // Then
        assertThat(seen).containsExactly("0", "1", "2", "3", "4");
    }

    private Map<String, String> zip(String id) throws IOException {
        byte[] body = given().get("/artifacts/bundle/" + id)
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        Map<String, String> entries = new HashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(body))) {
            ZipEntry entry = zip.getNextEntry();
            while (entry != null) {
                entries.put(entry.getName(), new String(zip.readAllBytes(), StandardCharsets.UTF_8));
                entry = zip.getNextEntry();
            }
        }
        return entries;
    }

    private CatalogUpdated imported(SampleLoop loop) throws IOException, SQLException {
        SampleBundle bundle = SampleBundle.of(loop.key(), "weights");
        Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());
        CatalogUpdated event = loop.bundle(bundle.bundle()).build();
        importer.importAll(List.of(new Importer.Request(event.key(), event, null)), false);
        return event;
    }
}

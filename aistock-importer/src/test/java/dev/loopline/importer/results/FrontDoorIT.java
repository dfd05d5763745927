package dev.loopline.importer.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.importer.stage.Importer;
import dev.loopline.kit.sql.Sql;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An AIstock that nobody changed, with its own tables, syncs from the results API into the database that Loopline fills. */
@QuarkusTest
@TestProfile(FrontDoorIT.On.class)
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(
        value = DatabaseResource.class,
        initArgs = @ResourceArg(name = DatabaseResource.SCRIPT, value = "older-schema/strict.sql"),
        restrictToAnnotatedClass = true)
@QuarkusTestResource(AistockSide.class)
class FrontDoorIT {

    private static final List<String> TABLES = List.of(
            "aistock_factor_catalog",
            "aistock_strategy_catalog",
            "aistock_loop_catalog",
            "aistock_model_catalog",
            "aistock_alpha158_meta",
            "aistock_alpha360_meta");
    private static final String CODE = "import pandas as pd\n\n\ndef calculate():\n    return pd.DataFrame()\n";
    private static final String ALPHA = """
            {"version": "v1", "generated_at_utc": "2026-01-07T00:00:00+00:00", "source": "qlib_alpha158", "factors": [
             {"name": "KMID", "expression": "($close-$open)/$open", "source": "qlib_alpha158", "region": "cn",
              "tags": ["alpha158"], "best_performance": "Sharpe: 1.00, Ann.Ret: 5.00%", "best_performance_sharpe": 1.0}]}""";

    /** The setting that switches it on. */
    public static class On implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.importer.results-api", "true");
        }
    }

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @Inject
    Importer importer;

    @Inject
    DataSource database;

    @TestHTTPResource("/")
    URI base;

    private AistockClient client;

    @BeforeEach
    void fill() throws IOException, SQLException {
        client = new AistockClient(base, database);
        Files.writeString(served.resolve("158"), ALPHA);
        for (int loop = 0; loop < 3; loop++) {
            SampleLoop sample = SampleLoop.of("20250107_001", loop)
                    .factor("feature_PriceStrength_" + loop + "D", "Ref($close, " + loop + ")")
                    .coded("Coded_" + loop, CODE + "# " + loop);
            imported(sample, Map.of("factor_meta.json", "{\"factors\":[]}", "factor.py", CODE + "# " + loop));
        }
        try (Sql sql = Sql.open(database)) {
            // Another module's row that refers to a row of AIstock's own would refuse its removal.
            sql.update("DELETE FROM qe_factor_classification");
            sql.update("UPDATE aistock_strategy_catalog SET in_selection_center = true WHERE strategy_id ="
                    + " 'strategy_20250107_001_1'");
        }
        await().until(() -> number("SELECT count(*) FROM aistock_alpha158_meta") == 1
                && number("SELECT count(*) FROM aistock_factor_catalog WHERE code_text LIKE 'import pandas%'") == 3);
    }

    @Test
    void everyColumnKeepsWhatLooplineWroteAfterEachKindOfSync() throws Exception {
        // Given
        List<String> before = dump();

        // When, Then
        client.upsertAll();
        assertThat(dump()).isEqualTo(before);
        assertThat(client.incremental("2000-01-01T00:00:00Z")).isEqualTo(3);
        assertThat(dump()).isEqualTo(before);
        client.reconcile();
        assertThat(ofLoopline(dump())).isEqualTo(ofLoopline(before));
        client.upsertAll();
        assertThat(ofLoopline(dump())).isEqualTo(ofLoopline(before));
    }

    @Test
    void servesWhatTheClientReliesOn() throws Exception {
        // When
        JsonNode loops = client.get("/catalog/incremental?limit=5000").path("loops");
        JsonNode capped = client.get("/catalog/incremental?limit=999999").path("loops");
        JsonNode none = client.get("/alpha360/meta");

        // Then
        assertThat(capped).hasSize(loops.size());
        assertThat(none.path("factors").isArray()).isTrue();
        assertThat(none.path("factors")).isEmpty();
        JsonNode factor = loops.path(0).path("factors").path(0);
        for (String field : List.of(
                "description_cn",
                "formula_hint",
                "interface_info",
                "impl_func",
                "best_performance",
                "tags",
                "variables")) {
            assertThat(factor.hasNonNull(field)).as(field).isTrue();
        }
        try (Sql sql = Sql.open(database)) {
            assertThat(sql.list(
                            "SELECT DISTINCT jsonb_typeof(jsonb_array_elements(raw_payload -> 'factors')) FROM"
                                    + " aistock_loop_catalog WHERE loopline_revision > 0",
                            row -> row.getString(1)))
                    .containsExactly("object");
        }
    }

    private void imported(SampleLoop loop, Map<String, String> members) throws IOException, SQLException {
        SampleBundle bundle = SampleBundle.of(loop.key(), members);
        Files.write(served.resolve(bundle.bundle().bundleId()), bundle.archive());
        CatalogUpdated event = loop.bundle(bundle.bundle()).build();
        importer.importAll(List.of(new Importer.Request(event.key(), event, null)), false);
    }

    private long number(String query) throws SQLException {
        try (Sql sql = Sql.open(database)) {
            return sql.number(query);
        }
    }

    /** All rows with all columns, whoever wrote them. */
    private List<String> dump() throws SQLException {
        List<String> dump = new ArrayList<>();
        try (Sql sql = Sql.open(database)) {
            for (String table : TABLES) {
                sql.list(
                                "SELECT (to_jsonb(t) - 'updated_at')::text FROM " + table + " t ORDER BY 1",
                                row -> row.getString(1))
                        .forEach(row -> dump.add(table + " " + row));
            }
        }
        return dump;
    }

    private static List<String> ofLoopline(List<String> dump) {
        return dump.stream()
                .filter(row -> !row.contains("\"loopline_revision\": null"))
                .toList();
    }
}

package dev.loopline.importer.read;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.ServedLoop;
import dev.loopline.importer.sample.Tables;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.samples.CatalogRows;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class CatalogApiIT {

    private static final String BASE = "/api/v1/rdagent/catalogs";
    /** Three pages, so that rows without a figure begin on one and end on another. */
    private static final int MANY = 180;

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.HOME)
    Path home;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @Inject
    DataSource database;

    @Test
    void tellsOneLoopWithFilesAndCurves() throws IOException {
        // Given
        ServedLoop.arrive(brokers, served, SampleLoop.of("api-one", 0).factor("feature_MOM_10D", "Mean($close, 10)"));
        String loop = BASE + "/loops/api-one/0";

        // When / Then
        given().get(BASE + "/loops?task_run_id=api-one")
                .then()
                .statusCode(200)
                .body("total", equalTo(1))
                .body("items[0].loop_id", equalTo(0))
                .body("items[0].sharpe", equalTo(1.23f))
                .body("items[0].win_rate", nullValue())
                .body("items[0]", hasKey("win_rate"));
        given().get(loop).then().statusCode(200).body("asset_bundle_id", equalTo("bundle_api-one_0"));
        given().get(loop + "/artifacts").then().statusCode(200).body("artifacts", hasSize(1));
        given().get(loop + "/files")
                .then()
                .statusCode(200)
                .body("bundle_state", equalTo("available"))
                .body("files.name", hasItem("factor.py"));
        given().get(loop + "/curves")
                .then()
                .statusCode(200)
                .body("dates", hasSize(100))
                .body("equity", hasSize(100))
                .body("equity_with_cost", hasSize(100));
    }

    @Test
    void tellsAFactorWithItsCodeAndLoops() throws IOException {
        // Given
        ServedLoop.arrive(
                brokers, served, SampleLoop.of("api-code", 3).factor("feature_MOM_10D", "Mean($close, 1003)"));
        String query = "?source=rdagent_generated";

        // When / Then
        String name = given().get(BASE + "/factors?task_run_id=api-code")
                .then()
                .body("total", equalTo(1))
                .extract()
                .path("items[0].name");
        given().get(BASE + "/factors/" + name + query)
                .then()
                .statusCode(200)
                .body("raw_name", equalTo("feature_MOM_10D"))
                .body("code_text", startsWith("def calculate_MOM_10D"))
                .body("loops[0].task_run_id", equalTo("api-code"));
        given().get(BASE + "/factors/" + name + "/source-code" + query)
                .then()
                .statusCode(200)
                .contentType(containsString("text/plain"))
                .body(startsWith("def calculate_MOM_10D"));
    }

    @Test
    void showsEachVariantOfAFactorWithItsFiguresAndBundle() throws IOException {
        // Given: one name, two expressions
        ServedLoop.arrive(
                brokers, served, SampleLoop.of("api-variant", 1).sharpe(1.0).factor("VARIANT", "Mean($close, 1)"));
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("api-variant", 2).sharpe(2.0).factor("feature_VARIANT", "Mean($close, 2)"));

        // When
        int id = given().get(BASE + "/factors/VARIANT")
                .then()
                .statusCode(200)
                .body("loop_id", equalTo(2))
                .body("occurrence_count", equalTo(2))
                .body("variants", equalTo(2))
                .body("loops.loop_id", contains(2, 1))
                .body("variant_list.expression", contains("Mean($close, 2)", "Mean($close, 1)"))
                .body("variant_list.sharpe", contains(2.0f, 1.0f))
                .body("variant_list.asset_bundle_id", contains("bundle_api-variant_2", "bundle_api-variant_1"))
                .extract()
                .path("id");

        // Then
        given().header("Accept-Language", "en")
                .get("/rdagent/factors/" + id)
                .then()
                .statusCode(200)
                .body(containsString("id=\"variants\""))
                .body(containsString("bundle_api-variant_1"));
    }

    @Test
    void servesNoFileThatIsNotListedAndRunsNone() throws IOException {
        // Given
        ServedLoop.arrive(brokers, served, SampleLoop.of("api-files", 1));
        String files = BASE + "/loops/api-files/1/files/";
        Path folder = home.resolve("rdagent_assets/bundles/bundle_api-files_1");
        Path secret = Files.writeString(home.resolve("secret.txt"), "secret");
        Files.delete(folder.resolve("conf.yaml"));
        Files.createSymbolicLink(folder.resolve("conf.yaml"), secret);

        // When / Then
        given().get(files + "factor.py")
                .then()
                .statusCode(200)
                .contentType("text/plain;charset=UTF-8")
                .header("X-Content-Type-Options", "nosniff");
        given().get(files + "page.html")
                .then()
                .statusCode(200)
                .contentType("application/octet-stream")
                .header("Content-Disposition", "attachment");
        for (String name : List.of("conf.yaml", "manifest.json.bak", "%2e%2e/%2e%2e/secret.txt", "..%2fsecret.txt")) {
            given().urlEncodingEnabled(false).get(files + name).then().statusCode(404);
        }
        given().get(BASE + "/bundles/bundle_nobody_1").then().statusCode(404);
        given().urlEncodingEnabled(false)
                .get(BASE + "/bundles/..%2f..%2fsecret")
                .then()
                .statusCode(404);
    }

    @ParameterizedTest
    @CsvSource({
        "factors?limit=2001,PAGE_INVALID",
        "loops?limit=0,PAGE_INVALID",
        "loops?offset=-1,PAGE_INVALID",
        "loops?sort_by=id;drop,SORT_INVALID",
        "loops?sort_by=sharpe&sort_order=up,SORT_INVALID",
        "models?loop_id=one,FILTER_INVALID"
    })
    void refusesWhatItCannotDo(String call, String code) {
        given().get(BASE + "/" + call).then().statusCode(400).body("code", equalTo(code));
    }

    @Test
    void sortsFiltersAndPagesManyRows() throws SQLException {
        // Given
        write(MANY);

        // When / Then: missing figures come last in either direction, and no row twice or never
        for (String order : List.of("asc", "desc")) {
            List<Float> sharpe = given().get(
                            BASE + "/loops?q=2025010&sort_by=sharpe&limit=" + MANY + "&sort_order=" + order)
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("items.sharpe");
            assertThat(sharpe.get(0)).isNotNull();
            assertThat(sharpe.get(sharpe.size() - 1)).isNull();
        }
        List<Integer> ids = new ArrayList<>();
        for (int offset = 0; offset < MANY; offset += 70) {
            ids.addAll(given().get(BASE
                            + "/strategies?step_name=running&q=strategy_20250&limit=70&sort_by=sharpe&offset=" + offset)
                    .then()
                    .extract()
                    .<List<Integer>>path("items.id"));
        }
        assertThat(ids).doesNotHaveDuplicates().hasSize(MANY);
        for (String loopsWithout : List.of("false", "loop_id % 2 = 0", "true")) {
            execute("UPDATE aistock_loop_catalog SET sharpe = NULL WHERE " + loopsWithout);
            for (String list : List.of("models", "strategies", "loops", "factors")) {
                assertThatPagesAreTheWhole(list, MANY);
            }
        }
        given().get(BASE + "/factors?source=qlib_alpha158&tag=momentum&limit=3")
                .then()
                .body("total", equalTo(MANY / 5))
                .body("items", hasSize(3))
                .body("items.source", everyItem(equalTo("qlib_alpha158")));
        given().get(BASE + "/factors?exclude_source=qlib_alpha158,rdagent_generated&q=MOM_")
                .then()
                .body("total", equalTo(0));
        given().get(BASE + "/models?model_type=GeneralPTNN&q=20250100")
                .then()
                .body("items.model_type", hasItem("GeneralPTNN"));
        given().get(BASE + "/loops?factor=VOL_7D&action=model").then().statusCode(200);
        given().get(BASE + "/strategy-loop-best").then().statusCode(200);
        given().get(BASE + "/factor-loop-best").then().statusCode(200);
        given().get(BASE + "/factors/source-tasks").then().statusCode(200);
        given().get(BASE + "/alpha158/meta").then().statusCode(200).body("total", equalTo(0));
    }

    /** Also where pages begin or end among rows without a figure, or lie behind the last row. */
    private static void assertThatPagesAreTheWhole(String list, int rows) {
        for (String order : List.of("asc", "desc")) {
            String call = BASE + "/" + list + "?sort_by=sharpe&sort_order=" + order + "&limit=";
            List<Integer> whole = given().get(call + rows).then().extract().path("items.id");
            List<Integer> pages = new ArrayList<>();
            for (int offset = 0; offset <= rows + 60; offset += 60) {
                pages.addAll(given().get(call + 60 + "&offset=" + offset)
                        .then()
                        .extract()
                        .<List<Integer>>path("items.id"));
            }
            assertThat(pages).as(list + " " + order).isEqualTo(whole).hasSize(rows);
        }
    }

    @Test
    void findsTheCodeThatAnotherModuleNamesButNothingOutsideAistock() throws IOException, SQLException {
        // Given
        ServedLoop.arrive(brokers, served, SampleLoop.of("api-asset", 1).factor("ASSET", "Mean($close, 1009)"));
        Files.writeString(Files.createDirectories(home.resolve("factors")).resolve("asset.py"), "asset = 1\n");
        Path outside = Files.writeString(home.resolveSibling(home.getFileName() + "-outside.py"), "outside = 1\n");
        Files.createSymbolicLink(home.resolve("factors/link.py"), outside);
        Files.writeString(home.resolve("factors/password.txt"), "secret");
        String code = BASE + "/factors/ASSET/source-code?source=rdagent_generated";

        // When / Then
        for (String path :
                List.of("factors/asset.py", home.resolve("factors/asset.py").toString())) {
            assetPath(path);
            given().get(code).then().statusCode(200).body(equalTo("asset = 1\n"));
        }
        for (String path : List.of(
                outside.toString(),
                "../" + outside.getFileName(),
                "factors/link.py",
                "factors/password.txt",
                "factors")) {
            assetPath(path);
            given().get(code).then().statusCode(404);
        }
    }

    private void assetPath(String path) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "UPDATE aistock_factor_catalog SET asset_path = ? WHERE factor_name = 'ASSET'")) {
            statement.setString(1, path);
            assertThat(statement.executeUpdate()).isEqualTo(1);
        }
    }

    @Test
    void documentsItselfWithExamplesThatAreTrue() throws IOException {
        // Given
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("api-doc", 1).factor("DOC", "Mean($close, 777)"),
                Map.of("factor_perf.json", FactorTasksIT.performance("DOC")));
        String loop = "/loops/api-doc/1";
        Map<String, String> examples = new HashMap<>(Map.of(
                "/factors?task_run_id=api-doc",
                Examples.FACTORS,
                "/models?task_run_id=api-doc",
                Examples.MODELS,
                "/strategies?task_run_id=api-doc",
                Examples.STRATEGIES,
                "/loops?task_run_id=api-doc",
                Examples.LOOPS,
                loop + "/artifacts",
                Examples.ARTIFACTS,
                loop + "/files",
                Examples.FILES,
                loop + "/curves",
                Examples.CURVES));
        examples.put("/factors/source-tasks", Examples.SOURCE_TASKS);
        examples.put("/factors/source-tasks/api-doc/calc-detail", Examples.CALC_DETAIL);
        examples.put("/strategy-loop-best", Examples.BEST_BY_STRATEGY);
        examples.put("/factor-loop-best", Examples.BEST_BY_FACTOR);

        // When
        Response document = given().get("/q/openapi?format=json");

        // Then
        document.then().statusCode(200).body("paths", hasKey(BASE + "/loops/{task_run_id}/{loop_id}/curves"));
        assertThat(document.asString()).contains("PriceStrength_10D").doesNotContain("\"/rdagent/loops\"");
        for (Map.Entry<String, String> example : examples.entrySet()) {
            String answer = given().get(BASE + example.getKey())
                    .then()
                    .statusCode(200)
                    .extract()
                    .asString();
            assertThat(missingFields(
                            Json.mapper().readTree(example.getValue()),
                            Json.mapper().readTree(answer)))
                    .as(example.getKey())
                    .isEmpty();
        }
    }

    /** Fields that the example promises and the answer does not have. */
    private static List<String> missingFields(JsonNode promised, JsonNode given) {
        List<String> missing = new ArrayList<>();
        promised.properties().forEach(field -> {
            JsonNode value = given.get(field.getKey());
            if (value == null) {
                missing.add(field.getKey());
            } else if (field.getKey().equals("summary")) {
                missing.addAll(missingFields(field.getValue(), value));
            } else if (field.getValue().isArray()
                    && !field.getValue().isEmpty()
                    && field.getValue().get(0).isObject()) {
                missing.addAll(missingFields(field.getValue().get(0), value.path(0)));
            }
        });
        return missing;
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void write(int loops) throws SQLException {
        Tables.clear(database);
        try (Connection connection = database.getConnection()) {
            CatalogRows.write(connection, loops);
        }
    }
}

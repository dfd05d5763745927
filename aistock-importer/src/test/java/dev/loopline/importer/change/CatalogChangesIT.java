package dev.loopline.importer.change;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.event.Bundle;
import dev.loopline.importer.sample.SampleBundle;
import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.ServedLoop;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(CatalogChangesIT.Guarded.class)
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class CatalogChangesIT {

    private static final String BASE = "/api/v1/rdagent/catalogs";

    /** An importer with a token. */
    public static class Guarded implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("loopline.http.token", "secret");
        }
    }

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.HOME)
    Path home;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @Inject
    DataSource database;

    @Test
    void takesAStrategyIntoTheSelectionCenterWhereNoImportMovesIt() throws IOException {
        // Given
        SampleLoop loop = SampleLoop.of("chosen", 1);
        ServedLoop.arrive(brokers, served, loop.revision(1));
        String strategy = "strategy_chosen_1";
        given().get(BASE + "/selection-center").then().body("items.strategy_id", not(hasItem(strategy)));

        // When
        choose(strategy, "{\"in_selection\": true}")
                .statusCode(200)
                .body("ok", equalTo(true))
                .body("strategy_id", equalTo(strategy))
                .body("in_selection_center", equalTo(true));
        ServedLoop.arrive(brokers, served, loop.revision(2).sharpe(2.5));

        // Then
        given().get(BASE + "/selection-center")
                .then()
                .statusCode(200)
                .body("items.strategy_id", contains(strategy))
                .body("items[0].task_run_id", equalTo("chosen"))
                .body("items[0].loop_id", equalTo(1))
                .body("items[0].sharpe", equalTo(2.5f))
                .body("items[0].ann_ret", equalTo(0.15f))
                .body("items[0].mdd", equalTo(-0.1f))
                .body("items[0]", hasKey("ic"))
                .body("items[0].has_impl", equalTo(true))
                .body("items[0].freq", equalTo("1d"));

        // And out of it again
        choose(strategy, "{\"in_selection\": false}").statusCode(200).body("in_selection_center", equalTo(false));
        given().get(BASE + "/selection-center").then().body("items.strategy_id", not(hasItem(strategy)));
    }

    @Test
    void refusesAChoiceThatIsNone() {
        choose("strategy_nobody_1", "{\"in_selection\": true}").statusCode(404).body("code", equalTo("NOT_FOUND"));
        for (String body : new String[] {"{}", "{\"in_selection\": null}", "", "{\"in_selection\": \"maybe\"}"}) {
            choose("strategy_nobody_1", body).statusCode(400);
        }
    }

    @Test
    void asksForTheTokenBeforeItChangesAnything() {
        for (String call :
                new String[] {"/strategies/strategy_nobody_1/selection", "/asset-bundles/bundle_x_1/download"}) {
            given().contentType(ContentType.JSON)
                    .body("{\"in_selection\": true}")
                    .post(BASE + call)
                    .then()
                    .statusCode(401)
                    .body("code", equalTo("TOKEN_MISSING_OR_WRONG"));
        }
    }

    @Test
    void bringsBackABundleOfWhichSomebodyDeletedAFile() throws IOException {
        // Given
        Bundle bundle = ServedLoop.arrive(
                        brokers, served, SampleLoop.of("fetched", 1).revision(1))
                .bundle();
        Path folder = home.resolve("rdagent_assets/bundles").resolve(bundle.bundleId());
        download(bundle.bundleId()).statusCode(200).body("existed", equalTo(true));
        Files.delete(folder.resolve("factor.py"));

        // When
        ValidatableResponse answer = download(bundle.bundleId());

        // Then
        answer.statusCode(200)
                .body("ok", equalTo(true))
                .body("asset_bundle_id", equalTo(bundle.bundleId()))
                .body("existed", equalTo(false))
                .body("local_path", equalTo(folder.toString()));
        assertThat(folder.resolve("factor.py")).isRegularFile();
    }

    @Test
    void saysWhyABundleCannotBeHad() throws IOException {
        // Given: bundle-service has it no more, or has another one
        SampleLoop loop = SampleLoop.of("lost", 1);
        Bundle bundle = ServedLoop.arrive(brokers, served, loop.revision(1)).bundle();
        Path folder = home.resolve("rdagent_assets/bundles");
        Files.delete(folder.resolve(bundle.fileName()));
        Files.delete(served.resolve(bundle.bundleId()));

        // When / Then
        download(bundle.bundleId()).statusCode(422).body("code", equalTo("BUNDLE_NOT_FOUND"));
        Files.write(
                served.resolve(bundle.bundleId()),
                SampleBundle.of(loop.key(), "another").archive());
        download(bundle.bundleId()).statusCode(422).body("code", equalTo("BUNDLE_REPLACED"));
        download("bundle_nobody_1").statusCode(404);
        download("..%2f..%2fsecret").statusCode(404);
    }

    @Test
    void fetchesABundleThatWasMissingAndSaysSoInItsRow() throws IOException, SQLException {
        // Given
        Bundle bundle = ServedLoop.arrive(
                        brokers, served, SampleLoop.of("mended", 1).revision(1))
                .bundle();
        Files.delete(home.resolve("rdagent_assets/bundles")
                .resolve(bundle.bundleId())
                .resolve("factor.py"));
        execute("UPDATE aistock_loop_catalog SET sync_status = 'pending' WHERE task_run_id = 'mended'");
        execute("UPDATE loopline_import SET bundle_state = 'missing' WHERE task_run_id = 'mended'");

        // When
        download(bundle.bundleId()).statusCode(200);

        // Then
        given().get(BASE + "/loops/mended/1").then().body("sync_status", equalTo("synced"));
        given().get(BASE + "/loops/mended/1/files").then().body("bundle_state", equalTo("available"));
    }

    @Test
    void documentsItselfWithExamplesThatAreTrue() throws IOException {
        // Given
        Bundle bundle = ServedLoop.arrive(
                        brokers, served, SampleLoop.of("told", 1).revision(1))
                .bundle();

        // When
        String done =
                choose("strategy_told_1", SelectionResource.CHOICE).extract().asString();
        String chosen = given().get(BASE + "/selection-center").asString();
        String downloaded = download(bundle.bundleId()).extract().asString();

        // Then
        assertThat(names(done)).isEqualTo(names(SelectionResource.DONE));
        assertThat(names(chosen)).isEqualTo(names(SelectionResource.CHOSEN));
        assertThat(names(downloaded)).isEqualTo(names(BundleDownloadResource.DOWNLOADED));
        choose("strategy_told_1", "{\"in_selection\": false}").statusCode(200);
    }

    /** Field names, those of the first element of a list among them. */
    private static String names(String json) throws IOException {
        JsonNode tree = Json.mapper().readTree(json);
        StringBuilder names = new StringBuilder();
        tree.fieldNames().forEachRemaining(name -> names.append(name).append(' '));
        tree.path("items")
                .path(0)
                .fieldNames()
                .forEachRemaining(name -> names.append(name).append(' '));
        return names.toString();
    }

    private static ValidatableResponse choose(String strategy, String body) {
        return given().header("Authorization", "Bearer secret")
                .contentType(ContentType.JSON)
                .body(body)
                .post(BASE + "/strategies/" + strategy + "/selection")
                .then();
    }

    private static ValidatableResponse download(String id) {
        return given().header("Authorization", "Bearer secret")
                .urlEncodingEnabled(false)
                .post(BASE + "/asset-bundles/" + id + "/download")
                .then();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

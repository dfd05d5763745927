package dev.loopline.importer.read;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.loopline.importer.sample.SampleLoop;
import dev.loopline.importer.sample.ServedLoop;
import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class FactorTasksIT {

    private static final String TASKS = "/api/v1/rdagent/catalogs/factors/source-tasks";
    private static final String SHARED = "Mean($close, 4001)";
    private static final String ALONE = "Mean($close, 4002)";

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String brokers;

    @ConfigProperty(name = AistockSide.SERVED)
    Path served;

    @Inject
    DataSource database;

    /** As a backfill writes it. */
    static String performance(String factor) {
        return "{\"combinations\":[{\"name\":\"main\",\"factor_names\":[\"" + factor
                + "\"],\"windows\":[{\"name\":\"main_window\",\"annual_return\":0.15,\"max_drawdown\":-0.08,\"sharpe\":1.23,"
                + "\"metrics\":{\"IC\":0.04}}]}]}";
    }

    @Test
    void tellsTheWindowsThatTheLoopsOfATaskRunHaveAndNoOthers() throws IOException, SQLException {
        // Given: one loop with two windows of a factor, one whose bundle has no such file, one of another task run
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("calc", 1)
                        .revision(1)
                        .factor("feature_TWO", SHARED)
                        .factor("feature_NONE", ALONE),
                Map.of(
                        "factor_perf.json",
                        "{\"combinations\":[{\"name\":\"pair\",\"factor_names\":[\"feature_TWO\",\"OTHER\"],\"windows\":["
                                + "{\"name\":\"2023\",\"start\":\"2023-01-01\",\"sharpe\":1.5,\"max_drawdown\":NaN},"
                                + "{\"name\":\"2024\",\"sharpe\":0.0,\"metrics\":{\"IC\":0.1}}]}]}"));
        ServedLoop.arrive(brokers, served, SampleLoop.of("calc", 2).revision(1).factor("feature_TWO", SHARED));
        ServedLoop.arrive(
                brokers,
                served,
                SampleLoop.of("calc-other", 1).revision(1).factor("feature_TWO", SHARED),
                Map.of("factor_perf.json", performance("feature_TWO")));
        execute("UPDATE aistock_factor_catalog SET best_performance_sharpe = NULL, best_performance_ann_ret = NULL,"
                + " node_id = 'node-7' WHERE name = 'feature_NONE'");

        // When / Then
        given().get(TASKS + "/calc/calc-detail")
                .then()
                .statusCode(200)
                .body("task_id", equalTo("calc"))
                .body("factors.factor_name", contains("NONE", "TWO"))
                .body("factors[0].windows", hasSize(0))
                .body("factors[1].windows.name", contains("2023", "2024"))
                .body("factors[1].windows.loop_id", contains(1, 1))
                .body("factors[1].windows.combination", contains("pair", "pair"))
                .body("factors[1].windows.sharpe", contains(1.5f, 0.0f))
                .body("factors[1].windows[0].max_drawdown", nullValue())
                .body("factors[1].windows[0]", hasKey("max_drawdown"))
                .body("factors[1].windows[1]", not(hasKey("max_drawdown")))
                .body("factors[1].windows[1]", not(hasKey("metrics")))
                .body("summary.factor_count", equalTo(2))
                .body("summary.ok_count", equalTo(1))
                .body("summary.skipped_count", equalTo(1))
                .body("summary.error_count", equalTo(0))
                .body("summary.window_count", equalTo(2))
                .body("summary.loops_without_windows.loop_id", contains(2))
                .body("summary.loops_without_windows[0].reason", containsString("no file factor_perf.json"));
        given().get(TASKS + "/calc-nobody/calc-detail").then().statusCode(404).body("code", equalTo("NOT_FOUND"));

        // And the list counts the same
        given().get(TASKS)
                .then()
                .statusCode(200)
                .body("items.findAll { it.task_id == 'calc' }.factor_count", hasItem(2))
                .body("items.findAll { it.task_id == 'calc' }.ok_count", hasItem(1))
                .body("items.findAll { it.task_id == 'calc' }.skipped_count", hasItem(1));
        given().get(TASKS + "?node_id=node-7").then().body("total", equalTo(1)).body("items.task_id", hasItems("calc"));
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}

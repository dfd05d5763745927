package dev.loopline.importer.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.importer.stage.AistockSide;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DatabaseResource;
import dev.loopline.kit.testing.HostileCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each parameter of each GET call with values that no client of ours sends. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(DatabaseResource.class)
@QuarkusTestResource(AistockSide.class)
class HostileParametersIT {

    private static final List<String> CALLS = List.of(
            "/api/v1/rdagent/catalogs/loops?q={}",
            "/api/v1/rdagent/catalogs/loops?task_run_id={}",
            "/api/v1/rdagent/catalogs/loops?strategy_id={}",
            "/api/v1/rdagent/catalogs/loops?status={}",
            "/api/v1/rdagent/catalogs/loops?step_name={}",
            "/api/v1/rdagent/catalogs/loops?action={}",
            "/api/v1/rdagent/catalogs/loops?decision={}",
            "/api/v1/rdagent/catalogs/loops?factor={}",
            "/api/v1/rdagent/catalogs/loops?sort_by={}",
            "/api/v1/rdagent/catalogs/loops?sort_order={}",
            "/api/v1/rdagent/catalogs/loops?limit={}",
            "/api/v1/rdagent/catalogs/loops?offset={}",
            "/api/v1/rdagent/catalogs/factors?q={}",
            "/api/v1/rdagent/catalogs/factors?source={}",
            "/api/v1/rdagent/catalogs/factors?exclude_source={}",
            "/api/v1/rdagent/catalogs/factors?source_task_id={}",
            "/api/v1/rdagent/catalogs/factors?task_run_id={}",
            "/api/v1/rdagent/catalogs/factors?loop_id={}",
            "/api/v1/rdagent/catalogs/factors?region={}",
            "/api/v1/rdagent/catalogs/factors?tag={}",
            "/api/v1/rdagent/catalogs/factors?factor_type={}",
            "/api/v1/rdagent/catalogs/factors?data_source={}",
            "/api/v1/rdagent/catalogs/factors?node_id={}",
            "/api/v1/rdagent/catalogs/factors?sort_by={}",
            "/api/v1/rdagent/catalogs/models?q={}",
            "/api/v1/rdagent/catalogs/models?task_run_id={}",
            "/api/v1/rdagent/catalogs/models?loop_id={}",
            "/api/v1/rdagent/catalogs/models?workspace_id={}",
            "/api/v1/rdagent/catalogs/models?model_type={}",
            "/api/v1/rdagent/catalogs/models?node_id={}",
            "/api/v1/rdagent/catalogs/strategies?q={}",
            "/api/v1/rdagent/catalogs/strategies?task_run_id={}",
            "/api/v1/rdagent/catalogs/strategies?step_name={}",
            "/api/v1/rdagent/catalogs/strategies?action={}",
            "/api/v1/rdagent/catalogs/strategies?node_id={}",
            "/api/v1/rdagent/catalogs/loops/{}/0",
            "/api/v1/rdagent/catalogs/loops/t/{}",
            "/api/v1/rdagent/catalogs/loops/{}/0/artifacts",
            "/api/v1/rdagent/catalogs/loops/{}/0/files",
            "/api/v1/rdagent/catalogs/loops/{}/0/files/a",
            "/api/v1/rdagent/catalogs/loops/t/0/files/{}",
            "/api/v1/rdagent/catalogs/loops/{}/0/curves",
            "/api/v1/rdagent/catalogs/factors/{}",
            "/api/v1/rdagent/catalogs/factors/a?source={}",
            "/api/v1/rdagent/catalogs/factors/{}/source-code",
            "/api/v1/rdagent/catalogs/models/{}",
            "/api/v1/rdagent/catalogs/strategies/{}",
            "/api/v1/rdagent/catalogs/alpha158/meta?q={}",
            "/api/v1/rdagent/catalogs/alpha158/meta?limit={}",
            "/api/v1/rdagent/catalogs/bundles/{}",
            "/api/v1/rdagent/catalogs/factors/source-tasks?node_id={}",
            "/api/v1/rdagent/catalogs/factors/source-tasks/{}/calc-detail",
            "/api/rdagent/catalog/sync-runs?limit={}",
            "/api/rdagent/catalog/sync-runs?offset={}",
            "/api/status?x={}",
            "/rdagent/loops?q={}",
            "/rdagent/loops?task_run_id={}",
            "/rdagent/loops?sort_by={}",
            "/rdagent/loops?sort_order={}",
            "/rdagent/loops?limit={}",
            "/rdagent/loops?offset={}",
            "/rdagent/loops?lang={}",
            "/rdagent/factors/{}",
            "/rdagent/models/{}",
            "/rdagent/strategies/{}",
            "/rdagent/loops/{}/0",
            "/rdagent/loops/t/{}",
            "/rdagent/loops/t/0/code?path={}",
            "/catalog/incremental?last_sync_time={}",
            "/artifacts/bundle/{}");

    @Test
    void answersOddValuesAndRefusesControlCharacters() throws Exception {
        // When
        List<String> findings = HostileCalls.findings("http://127.0.0.1:" + RestAssured.port, CALLS);

        // Then
        assertThat(findings).isEmpty();
    }
}

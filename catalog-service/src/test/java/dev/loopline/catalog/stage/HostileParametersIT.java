package dev.loopline.catalog.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.HostileCalls;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each parameter of each GET call with values that no client of ours sends. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(CatalogFolders.class)
class HostileParametersIT {

    private static final List<String> CALLS = List.of(
            "/api/loops/{}/0?stages=false",
            "/api/loops/t/{}",
            "/api/loops/t/0?stages={}",
            "/api/rebuilds/{}",
            "/api/catalogs/{}",
            "/api/catalogs/alpha/{}",
            "/api/catalogs/changes?since={}",
            "/api/catalogs/changes?limit={}",
            "/api/catalogs/factors?limit={}",
            "/api/catalogs/factors?offset={}",
            "/api/catalogs/factors?q={}",
            "/api/catalogs/loops?task_run_id={}",
            "/api/catalogs/loops?loop_id={}",
            "/api/catalogs/models?{}=1",
            "/api/status?x={}");

    @Test
    void answersOddValuesAndRefusesControlCharacters() throws Exception {
        // When
        List<String> findings = HostileCalls.findings("http://127.0.0.1:" + RestAssured.port, CALLS);

        // Then
        assertThat(findings).isEmpty();
    }
}

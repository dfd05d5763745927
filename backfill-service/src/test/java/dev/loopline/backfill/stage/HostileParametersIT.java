package dev.loopline.backfill.stage;

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
@QuarkusTestResource(TestHome.class)
class HostileParametersIT {

    private static final List<String> CALLS =
            List.of("/api/status?x={}", "/api/waiting?x={}", "/api/files/content?folder={}&path={}", "/{}");

    @Test
    void answersOddValuesAndRefusesControlCharacters() throws Exception {
        // When
        List<String> findings = HostileCalls.findings("http://127.0.0.1:" + RestAssured.port, CALLS);

        // Then
        assertThat(findings).isEmpty();
    }
}

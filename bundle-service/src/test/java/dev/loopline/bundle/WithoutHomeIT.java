package dev.loopline.bundle;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.DistantBucket;
import dev.loopline.kit.testing.TopicTap;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a bucket and a file source the service runs on a machine that has no RD-Agent home; while the source is away, loops wait. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(value = DistantBucket.class, restrictToAnnotatedClass = true)
@TestProfile(WithoutHomeIT.Elsewhere.class)
class WithoutHomeIT {

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @TempDir
    Path elsewhere;

    public static class Elsewhere implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            // Nobody listens on the first port.
            return Map.of("loopline.file-source.url", "http://127.0.0.1:1", "loopline.file-source.token", "s3cret");
        }
    }

    @Test
    void startsAndWaitsForTheSource() {
        // Given
        given().get("/q/health/live").then().statusCode(200);

        // When
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.BUNDLE_CREATED.topic())) {
            tap.publish(LoopFixture.typical(elsewhere, "homeless", 1).event(), "backfill-service");

            // Then
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(given().get("/api/waiting").asString())
                            .contains("the file source http://127.0.0.1:1 does not answer"));
        }
    }
}

package dev.loopline.watcher;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.testing.BrokerResource;
import dev.loopline.kit.testing.TopicTap;
import dev.loopline.samples.LiveRun;
import dev.loopline.samples.plan.Layout;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** What goes wrong with the home shows over HTTP within ten seconds, and nothing is made or withdrawn for it. */
@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@QuarkusTestResource(HomeResource.class)
class HomeTroubleIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @ConfigProperty(name = "kafka.bootstrap.servers")
    String bootstrapServers;

    @ConfigProperty(name = "loopline.rdagent-home")
    String home;

    @Test
    void showsThatTheRegistryIsGoneAndGoesOnWhenItIsBack() throws Exception {
        // Given
        Path file = Path.of(home, "RDagentDB/registry.sqlite");
        Path backup = Path.of(home, "RDagentDB/backup");
        await().atMost(Duration.ofMinutes(2))
                .untilAsserted(() -> given().get("/q/health/ready").then().statusCode(200));
        OtherProgram.execute(file, "VACUUM INTO '" + backup + "'");

        // When
        remove(file);

        // Then
        await().atMost(LIMIT).untilAsserted(() -> {
            given().get("/q/health/ready").then().statusCode(503).body(containsString("is gone"));
            given().get("/api/status").then().statusCode(200).body("problem", containsString("--new-registry"));
            given().get("/api/waiting").then().statusCode(200).body("reason", hasItem(containsString("is gone")));
            given().get("/q/metrics").then().body(containsString("loopline_home_problem 1.0"));
        });
        assertThat(file).doesNotExist();
        Files.move(backup, file);
        await().atMost(LIMIT).untilAsserted(() -> {
            given().get("/q/health/ready").then().statusCode(200);
            given().get("/api/status").then().body("problem", nullValue());
            given().get("/q/metrics").then().body(containsString("loopline_home_problem 0.0"));
        });
    }

    @Test
    void withdrawsManyLoopsOnlyOnceTheyAreConfirmed() {
        // Given
        List<LiveRun> runs = IntStream.range(0, 4)
                .mapToObj(i -> LiveRun.start(Path.of(home), Layout.REGISTRY, "it-taken-back", i))
                .toList();
        runs.forEach(LiveRun::finish);
        try (TopicTap tap = new TopicTap(bootstrapServers, EventType.WORKSPACE_REGISTERED.topic())) {
            for (int i = 0; i < runs.size(); i++) {
                String key = new LoopKey("it-taken-back", i).toString();
                tap.await(1, record -> new String(record.key()).equals(key) && record.value() != null);
            }

            // When
            runs.forEach(LiveRun::withdraw);

            // Then: one may have gone before the others were gone, too
            await().atMost(LIMIT.multipliedBy(2))
                    .untilAsserted(() -> given().get("/api/status")
                            .then()
                            .body("withdrawals_held", containsString("loopline withdrawals --confirm")));
            given().get("/api/waiting").then().body("event", hasItem("withdrawals"));
            given().get("/q/health/ready").then().statusCode(200);
            given().get("/q/metrics").then().body(not(containsString("loopline_withdrawals_held 0.0")));
            confirm("{}").then().statusCode(400);
            confirm("{\"loops\": 4711}").then().statusCode(409);
            int waiting = given().get("/api/withdrawals").path("waiting");
            assertThat(waiting).isBetween(3, 4);

            // And when they are confirmed
            confirm("{\"loops\": " + waiting + "}").then().statusCode(200).body("waiting", equalTo(waiting));

            // Then
            tap.await(4, record -> new String(record.key()).startsWith("it-taken-back/") && record.value() == null);
            given().get("/api/withdrawals").then().body("waiting", equalTo(0));
        }
    }

    private static io.restassured.response.Response confirm(String body) {
        return given().contentType(ContentType.JSON).body(body).post("/api/withdrawals");
    }

    private static void remove(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}

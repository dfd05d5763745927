package dev.loopline.kit.observe;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.loopline.contracts.event.EventType;
import dev.loopline.kit.consume.RecordingStage;
import dev.loopline.kit.publish.EventPublisher;
import dev.loopline.kit.testing.BrokerResource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(BrokerResource.class)
@TestProfile(IntakeMetricsIT.Frequent.class)
class IntakeMetricsIT {

    private static final String EVENT = "event=\"WorkspaceRegistered\"";

    @Inject
    EventPublisher publisher;

    @Inject
    RecordingStage stage;

    /** Metrics are looked up often. */
    public static final class Frequent implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of(
                    "loopline.vitals.interval",
                    "200ms",
                    "loopline.state-dir",
                    Path.of("target").toString());
        }
    }

    @Test
    void countsWhatBecameOfLoopsFromTheStart() {
        // Given
        double rejected = value(outcome("rejected"));
        double failed = value(outcome("failed"));
        double skipped = value(outcome("skipped"));
        // When
        publisher.publish(RecordingStage.event("counted", 1));
        publisher.publish(RecordingStage.event("rejected-counted", 1));
        publisher.publish(RecordingStage.event("unforeseen-counted", 1));
        // Then
        await().untilAsserted(() -> {
            assertThat(value(outcome("skipped"))).isEqualTo(skipped + 1);
            assertThat(value(outcome("rejected"))).isEqualTo(rejected + 1);
            assertThat(value(outcome("failed"))).isEqualTo(failed + 1);
        });
        assertThat(value("loopline_stage_latency_seconds_bucket{" + EVENT + ",le=\"+Inf\"}"))
                .isPositive();
    }

    @Test
    void showsLagOfEachPartitionUntilItIsHandled() {
        // Given
        publisher.publish(RecordingStage.event("stuck-lag", 1));
        // When
        await().untilAsserted(() -> assertThat(lag()).isPositive());
        stage.letGo("stuck-lag");
        // Then
        await().untilAsserted(() -> assertThat(lag()).isZero());
    }

    @Test
    void showsBrokerAndDisk() {
        await().untilAsserted(() -> {
            assertThat(value("loopline_dependency_up{dependency=\"broker\"}")).isEqualTo(1);
            assertThat(value("loopline_disk_free_bytes{folder=\"state_dir\"}")).isPositive();
        });
        assertThat(value("loopline_disk_size_bytes{folder=\"state_dir\"}"))
                .isGreaterThan(value("loopline_disk_free_bytes{folder=\"state_dir\"}"));
    }

    private static String outcome(String outcome) {
        return "loopline_loops_processed_total{" + EVENT + ",outcome=\"" + outcome + "\"}";
    }

    private static double value(String series) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(series + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + series));
    }

    private static double lag() {
        Pattern line = Pattern.compile(
                "(?m)^loopline_consumer_group_lag_records\\{group=\"kit-test\",partition=\"\\d+\",topic=\""
                        + Pattern.quote(EventType.WORKSPACE_REGISTERED.topic()) + "\"\\} (.*)$");
        double[] lags = line.matcher(metrics())
                .results()
                .mapToDouble(one -> Double.parseDouble(one.group(1)))
                .toArray();
        assertThat(lags).hasSize(12);
        return Arrays.stream(lags).sum();
    }

    private static String metrics() {
        return given().get("/q/metrics").asString().replace(",}", "}");
    }
}

package dev.loopline.kit.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.startup.StartupRefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class TracingSettingsTest {

    private static final String PROTOCOL = "otel.exporter.otlp.protocol";
    private static final String ENDPOINT = "otel.exporter.otlp.endpoint";

    @AfterEach
    void forget() {
        System.clearProperty(PROTOCOL);
        System.clearProperty(ENDPOINT);
    }

    @Test
    void saysInOneSentenceThatItDoesNotSpeakGrpc() {
        // Given
        System.setProperty(PROTOCOL, "grpc");
        // When, Then
        assertThatThrownBy(() -> new Tracing(() -> true, "kit-test"))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("OTEL_*")
                .hasMessageContaining("grpc")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysThatAnAddressIsNone() {
        // Given
        System.setProperty(ENDPOINT, "collector:4318");
        // When, Then
        assertThatThrownBy(() -> new Tracing(() -> true, "kit-test"))
                .isInstanceOf(StartupRefusedException.class)
                .hasMessageContaining("collector:4318");
    }

    @Test
    @Timeout(60)
    void isNotHeldUpByACollectorThatDoesNotAnswer() throws Exception {
        // Given
        System.setProperty(ENDPOINT, "http://127.0.0.1:1");
        Tracing tracing = new Tracing(() -> true, "kit-test");
        // When
        for (int revision = 0; revision < 20_000; revision++) {
            LoopRevision loop = new LoopRevision(new LoopKey("run", 1), revision);
            tracing.begin(List.of(new Arrival(loop, "rdagent.loop-backfilled", 0, revision, Map.of())))
                    .close();
        }
        long begun = System.nanoTime();
        tracing.stop();
        // Then
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }
}

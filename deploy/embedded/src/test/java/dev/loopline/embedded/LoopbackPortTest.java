package dev.loopline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class LoopbackPortTest {

    @Test
    void drawsAFreePortBelowThoseThatTheSystemGivesOut() {
        // When
        int port = LoopbackPort.probe(0, "A server");

        // Then
        assertThat(port).isBetween(20_000, 32_000);
    }

    @Test
    void refusesAPortThatIsTaken() throws Exception {
        // Given
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {

            // When
            assertThatThrownBy(() -> LoopbackPort.probe(other.getLocalPort(), "A server"))

                    // Then
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("A server cannot listen on 127.0.0.1:" + other.getLocalPort());
        }
    }
}

package dev.loopline.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.loopline.cli.http.CallException;
import dev.loopline.cli.http.ServiceCalls;
import dev.loopline.cli.text.Texts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultsTest {

    @AfterEach
    void speakEnglish() {
        Texts.choose(Texts.Language.EN);
    }

    /** The verification's HTTP interface answers in English, whatever the language of the command that serves it. */
    @Test
    void saysInEnglishToProgramsThatAServiceDoesNotAnswer() throws IOException {
        // Given
        Texts.choose(Texts.Language.ZH);
        String url = "http://127.0.0.1:" + closedPort() + "/api/status";

        // When
        CallException failure = catchThrowableOfType(CallException.class, () -> new ServiceCalls().get(url));

        // Then
        Faults.Fault fault = Faults.ofFailure(failure);
        assertThat(fault.reason()).isEqualTo(Reason.NETWORK);
        assertThat(fault.text().english()).isEqualTo("nothing answers at " + url);
        assertThat(failure).hasMessage(url + " 没有响应");
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package dev.loopline.cli.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WaitingReaderTest {

    private final WaitingReader reader = new WaitingReader();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsWhichLoopWaitsForWhat() {
        // Given
        answer("/api/waiting", """
                [{"event": "LoopBackfilled", "loop": "run/1", "records": 3, "since": "2026-01-02T03:04:05Z",
                  "attempts": 7, "reason": "no room"}]
                """);

        // When, Then
        assertThat(reader.read("bundle-service-2", url()))
                .containsExactly(new Status.Waiting("bundle-service-2", "run/1", "2026-01-02T03:04:05Z", "no room"));
    }

    @Test
    void tellsWhatTheWatcherWaitsForBesides() {
        // Given
        answer("/api/waiting", """
                [{"event": "home and registry", "loop": null, "since": "2026-01-02T03:04:05Z",
                  "reason": "the registry is damaged"}]
                """);
        answer("/api/status", """
                {"problem": "the registry is damaged", "outbox_problem": null, "file_event_problem": null,
                 "file_events_arrive": false, "file_system": "9p",
                 "waiting": [{"subject": "run/2", "reason": "it crashed"}]}
                """);

        // When, Then
        assertThat(reader.read("workspace-watcher", url()))
                .extracting(Status.Waiting::loop, Status.Waiting::reason)
                .containsExactly(
                        tuple(null, "the registry is damaged"),
                        tuple(
                                null,
                                "no file events arrive from this home (9p), so it is looked through again and again;"
                                        + " loops come a little later"),
                        tuple("run/2", "it crashed"));
    }

    @Test
    void hasNothingToTellOfWhatDoesNotAnswer() {
        String url = url();
        server.stop(0);
        assertThat(reader.read("workspace-watcher", url)).isEmpty();
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(String path, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        server.createContext(path, exchange -> {
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
    }
}

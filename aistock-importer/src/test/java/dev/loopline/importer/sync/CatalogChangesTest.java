package dev.loopline.importer.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.loopline.contracts.LoopKey;
import dev.loopline.kit.failure.NotYetException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CatalogChangesTest {

    private static final int LOOPS = 250;

    private HttpServer server;
    private CatalogChanges changes;
    private volatile boolean recovering;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String query = exchange.getRequestURI().getQuery();
            byte[] body = (query == null ? overview() : page(query)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(query != null && recovering ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        changes = new CatalogChanges(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String overview() {
        return "{\"sequence\": " + LOOPS + ", \"recovering\": " + recovering + "}";
    }

    /** Withdrawals, all of one moment; the tenth is something that nobody can read. */
    private static String page(String query) {
        int since = Integer.parseInt(query.replaceAll("since=(\\d+).*", "$1"));
        int limit = Integer.parseInt(query.replaceAll(".*limit=(\\d+)", "$1"));
        String entries = IntStream.rangeClosed(since + 1, Math.min(LOOPS, since + limit))
                .mapToObj(sequence -> "{\"task_run_id\": \"t\", \"loop_id\": " + sequence + ", \"sequence\": "
                        + sequence + ", \"revision\": 1, \"withdrawn\": " + (sequence != 10) + ", \"catalog\": 7}")
                .collect(Collectors.joining(","));
        return "{\"next_since\": " + Math.min(LOOPS, since + limit) + ", \"changes\": [" + entries + "]}";
    }

    @Test
    void readsEveryPageAndPassesOverWhatItCannotRead() throws Exception {
        // When
        Set<LoopKey> seen = new HashSet<>();
        Set<LoopKey> unreadable = new HashSet<>();
        CatalogChanges.Page page = changes.read(0, 100);
        while (!page.isLast()) {
            page.requests().forEach(request -> seen.add(request.key()));
            unreadable.addAll(page.unreadable());
            page = changes.read(page.next(), 100);
        }

        // Then
        assertThat(seen).hasSize(LOOPS - 1);
        assertThat(unreadable).containsExactly(new LoopKey("t", 10));
        assertThat(changes.newest()).isEqualTo(LOOPS);
    }

    @Test
    void waitsWhileTheCatalogsAreBeingRebuilt() {
        recovering = true;

        assertThatThrownBy(changes::newest).isInstanceOf(NotYetException.class);
        assertThatThrownBy(() -> changes.read(0, 100))
                .as("a rebuild that began in the middle of a sync")
                .isInstanceOf(NotYetException.class)
                .hasMessageContaining("rebuilding");
    }
}

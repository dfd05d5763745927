package dev.loopline.importer.stage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.testing.TestFolders;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** An empty AIstock home, and an HTTP server in the place of bundle-service and catalog-service. */
public final class AistockSide implements QuarkusTestResourceLifecycleManager {

    public static final String HOME = "test.aistock-home";

    public static final String SERVED = "test.served";

    private @Nullable Path folder;
    private @Nullable HttpServer server;

    @Override
    public Map<String, String> start() {
        try {
            Path base = TestFolders.make("loopline-aistock");
            folder = base;
            Path home = Files.createDirectory(base.resolve("home"));
            Path served = Files.createDirectory(base.resolve("served"));
            HttpServer made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            made.createContext("/", exchange -> answer(exchange, served));
            made.start();
            server = made;
            String url = "http://127.0.0.1:" + made.getAddress().getPort();
            Map<String, String> config = new ConcurrentHashMap<>();
            config.put("loopline.aistock-home", home.toString());
            config.put("loopline.importer.bundle-url", url);
            config.put("loopline.importer.catalog-url", url);
            config.put("loopline.importer.catalog-files-delay", "100ms");
            config.put("loopline.importer.repair-interval", "500ms");
            config.put(HOME, home.toString());
            config.put(SERVED, served.toString());
            return config;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        Objects.requireNonNull(server).stop(0);
        TestFolders.delete(folder);
    }

    /** {@code /api/bundles/x} is the file {@code x}; of the changes there is one page. */
    private static void answer(HttpExchange exchange, Path served) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Path file = served.resolve(path.substring(path.lastIndexOf('/') + 1));
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        byte[] body = new byte[0];
        int status = 404;
        if (path.endsWith("/changes") && !query.startsWith("since=0&")) {
            status = 200;
            body = Json.mapper()
                    .createObjectNode()
                    .put("next_since", 0)
                    .toString()
                    .getBytes(StandardCharsets.UTF_8);
        } else if (path.endsWith("/api/catalogs") && !Files.exists(file)) {
            status = 200;
            body = "{\"sequence\": 0, \"recovering\": false}".getBytes(StandardCharsets.UTF_8);
        } else if (Files.exists(file)) {
            status = 200;
            body = Files.readAllBytes(file);
            String etag = '"' + Sha256.of(body).hex() + '"';
            exchange.getResponseHeaders().add("ETag", etag);
            if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
                status = 304;
            }
        }
        exchange.sendResponseHeaders(status, status == 304 || body.length == 0 ? -1 : body.length);
        if (status == 200) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}

package dev.loopline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.DataFolder;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.cli.stack.Places;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** An HTTP server at the address of every service, which gives the answers that it was told, one after the other. */
final class AnsweringServer implements AutoCloseable {

    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<JsonNode> posted = new ArrayList<>();
    private final List<String> authorized = new ArrayList<>();
    private final HttpServer server;

    private AnsweringServer(HttpServer server) {
        this.server = server;
    }

    /** Starts it, and writes where it is into the data folder. */
    static AnsweringServer start(Path data) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        AnsweringServer server = new AnsweringServer(http);
        http.createContext("/", server::answer);
        http.start();
        String url = "http://127.0.0.1:" + http.getAddress().getPort();
        new Endpoints(
                        url,
                        url,
                        url,
                        url,
                        url,
                        "h:1",
                        Map.of(),
                        "jdbc:x",
                        "u",
                        "p",
                        "home",
                        "aistock",
                        List.of(),
                        Places.NONE,
                        1)
                .write(new DataFolder(data).endpointsFile());
        return server;
    }

    synchronized void answers(String... bodies) {
        answers.addAll(List.of(bodies));
    }

    /** Method and path of each call. */
    synchronized List<String> asked() {
        return List.copyOf(asked);
    }

    /** The bodies of calls that had one. */
    synchronized List<JsonNode> posted() {
        return List.copyOf(posted);
    }

    /** What each call brought as {@code Authorization}; empty where it brought none. */
    synchronized List<String> authorized() {
        return List.copyOf(authorized);
    }

    /** Its base URL. */
    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        byte[] sent = exchange.getRequestBody().readAllBytes();
        if (sent.length > 0) {
            posted.add(Json.mapper().readTree(sent));
        }
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        authorized.add(authorization == null ? "" : authorization);
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        byte[] body = answers.remove().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}

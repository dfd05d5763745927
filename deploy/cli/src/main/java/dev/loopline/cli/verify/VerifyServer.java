package dev.loopline.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.loopline.cli.stack.Endpoints;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.http.HostNames;
import dev.loopline.kit.http.SharedAnswer;
import dev.loopline.kit.http.TokenGuard;
import dev.loopline.kit.oidc.TokenVerdict;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * {@code /api/verify} on 127.0.0.1: all checks over HTTP. Answered by the program that runs everything, because no service
 * alone sees registry, files, archives and AIstock's database. POST runs the checks, one caller after the other; GET gives the
 * last answer while it is less than a minute old, so that looking often is no work. Where the services ask for a token, this does too: V26 has AIstock sync.
 */
public final class VerifyServer implements AutoCloseable {

    private static final String PATH = "/api/verify";
    private static final int MOST_WAITING = 16;

    private static final Set<String> METHODS = Set.of("GET", "POST");

    /** Seconds that a client has for its request; the JDK reads the property once, before the first server. */
    private static final String LONGEST_REQUEST = "10";

    /** What a browser says when its user typed the address, or a page of this very server asks. */
    private static final Set<String> OWN_SITES = Set.of("none", "same-origin");

    private final Endpoints endpoints;
    private final TokenGuard guard;
    private final HttpServer server;
    private final SharedAnswer<ObjectNode> answer = new SharedAnswer<>(Duration.ofMinutes(1));
    /** As many as may wait: a client that sends half a request keeps one thread and delays no other. */
    private final ExecutorService threads = Executors.newFixedThreadPool(MOST_WAITING, task -> {
        Thread thread = new Thread(task, "loopline-verify");
        thread.setDaemon(true);
        return thread;
    });

    private VerifyServer(Endpoints endpoints, TokenGuard guard, HttpServer server) {
        this.endpoints = endpoints;
        this.guard = guard;
        this.server = server;
    }

    /**
     * Starts to listen.
     *
     * @param port 0 for any free one
     * @param guard who may ask
     * @throws IOException if another program listens there
     */
    public static VerifyServer start(Endpoints endpoints, int port, TokenGuard guard) throws IOException {
        System.setProperty("sun.net.httpserver.maxReqTime", LONGEST_REQUEST);
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        VerifyServer verify = new VerifyServer(endpoints, guard, HttpServer.create(address, MOST_WAITING));
        verify.server.createContext("/", verify::answer);
        verify.server.setExecutor(verify.threads);
        verify.server.start();
        return verify;
    }

    /** Where it answers. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + PATH;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (isOfAnotherSite(exchange)) {
                problem(exchange, 403, "CROSS_SITE", "a page of another site may not make this call");
            } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
                problem(exchange, 404, "NOT_FOUND", "there is nothing but " + PATH + " here");
            } else if (!METHODS.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, POST");
                problem(exchange, 405, "METHOD_NOT_ALLOWED", "use POST to run the checks, GET to see the last answer");
            } else if (guard.isRequired()
                    && guard.judge(exchange.getRequestHeaders().getFirst("Authorization"))
                            instanceof TokenVerdict.Refused refused) {
                exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                problem(exchange, refused.status(), refused.code(), refused.detail());
            } else {
                verify(exchange);
            }
        }
    }

    /** A verification is heavy work, so no web page may ask for it, not even by an image or by a name that leads here. */
    private static boolean isOfAnotherSite(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        String host = headers.getFirst("Host");
        String site = headers.getFirst("Sec-Fetch-Site");
        boolean trusted = HostNames.isTrusted(host == null ? null : host.replaceFirst(":[0-9]+$", ""), List.of());
        return !trusted || headers.containsKey("Origin") || (site != null && !OWN_SITES.contains(site));
    }

    private void verify(HttpExchange exchange) throws IOException {
        try {
            boolean isLook = exchange.getRequestMethod().equals("GET");
            send(exchange, 200, "application/json", isLook ? answer.look(this::checks) : answer.anew(this::checks));
        } catch (SQLException e) {
            problem(exchange, 503, "STORE_UNAVAILABLE", "a store cannot be looked into: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            problem(exchange, 503, "STOPPING", "Loopline is being stopped");
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectNode checks() throws SQLException, InterruptedException {
        ObjectNode all = Json.mapper().createObjectNode();
        ArrayNode checks = all.putArray("checks");
        all.set(
                "failed",
                Json.mapper()
                        .valueToTree(Verifier.run(
                                endpoints, (check, result) -> checks.add(VerifyJson.line(check, result)))));
        return all;
    }

    /** As RFC 9457 wants it. */
    private static void problem(HttpExchange exchange, int status, String code, String detail) throws IOException {
        ObjectNode problem = Json.mapper().createObjectNode();
        problem.put("type", "about:blank")
                .put("status", status)
                .put("detail", detail)
                .put("code", code);
        send(exchange, status, "application/problem+json", problem);
    }

    private static void send(HttpExchange exchange, int status, String type, ObjectNode body) throws IOException {
        byte[] bytes = Json.mapper().writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}

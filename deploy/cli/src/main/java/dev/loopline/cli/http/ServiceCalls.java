package dev.loopline.cli.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.cli.text.Message;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.http.TokenGuard;
import dev.loopline.kit.oidc.ProviderSettings;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Calls services. Where the services ask for a token, it is taken from the same variables: {@code LOOPLINE_HTTP_TOKEN_FILE}
 * or {@code LOOPLINE_HTTP_TOKEN}. Safe for all threads.
 */
public final class ServiceCalls {

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final int FIRST_ERROR = 400;

    /** The token is a matter of the whole command, as its language is. */
    private static volatile @Nullable Path tokenFile;

    private final Duration timeout;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();

    /** For calls that may do much work. */
    public ServiceCalls() {
        this(LONG);
    }

    /** @param timeout how long an answer may take */
    public ServiceCalls(Duration timeout) {
        this.timeout = timeout;
    }

    /** Takes the tokens of all calls of this program from a file. @param file null for what the environment says */
    public static void useTokenFile(@Nullable Path file) {
        tokenFile = file;
    }

    /** What a GET answers. */
    public JsonNode get(String url) throws IOException, InterruptedException {
        return json(url, request(url).GET().build());
    }

    /** What a POST answers; an empty body is none. */
    public JsonNode post(String url, String body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(url);
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        return json(url, request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
    }

    /** The status and the bytes of a GET, whatever the status is; the caller closes the stream. */
    public HttpResponse<InputStream> download(String url) throws IOException, InterruptedException {
        return client.send(request(url).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** The status of a GET. */
    public int status(String url) throws IOException, InterruptedException {
        return client.send(request(url).GET().build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest.Builder request(String url) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).timeout(timeout);
        tokens(tokenText()).stream().findFirst().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    private JsonNode json(String url, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<String> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new CallException(Message.of("calls.nothing", url), e);
        }
        if (response.statusCode() >= FIRST_ERROR) {
            throw new RefusedException(response.statusCode(), problem(url, response));
        }
        return Json.mapper().readTree(response.body().isEmpty() ? "null" : response.body());
    }

    /** The sentence in a problem response, or the status. */
    private static Message problem(String url, HttpResponse<String> response) {
        try {
            JsonNode detail = Json.mapper().readTree(response.body()).path("detail");
            if (detail.isTextual()) {
                return Message.literal(detail.asText());
            }
        } catch (JsonProcessingException e) {
            return Message.of("calls.answers.body", url, response.statusCode(), response.body());
        }
        return Message.of("calls.answers", url, response.statusCode());
    }

    /** What guards the services, by the same variables. */
    public static TokenGuard guard() throws IOException {
        return TokenGuard.of(tokenText(), name -> Optional.ofNullable(System.getenv(ProviderSettings.variable(name))));
    }

    private static String tokenText() throws IOException {
        Path named = tokenFile;
        String file = named != null ? named.toString() : System.getenv("LOOPLINE_HTTP_TOKEN_FILE");
        return file != null && !file.isBlank()
                ? Files.readString(Path.of(file))
                : System.getenv().getOrDefault("LOOPLINE_HTTP_TOKEN", "");
    }

    /** Each with or without a name before it. */
    static List<String> tokens(String text) {
        return Arrays.stream(text.split("[\\n\\r,]"))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();
    }
}

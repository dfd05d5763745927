package dev.loopline.kit.files;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.loopline.contracts.codec.Json;
import dev.loopline.kit.files.FileLook.Name;
import dev.loopline.kit.files.FileLook.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The service beside an RD-Agent home that hands out the files of loops, over HTTP. Redirects are not followed. Safe for all threads. */
public final class FileServer {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(30);
    private static final int LARGEST_ANSWER = 64 * 1024 * 1024;

    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    /** @param token what the service takes as bearer token */
    public FileServer(URI base, String token) {
        this.base = base;
        this.token = token;
    }

    /** The server does not answer, or not as it should; the same may work later. */
    public static final class AwayException extends IOException {
        private static final long serialVersionUID = 1L;

        AwayException(String message) {
            super(message);
        }

        AwayException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    /** The server answers, and does not have what was asked for, for a reason of its own. */
    public static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1L;
        private final int status;

        RefusedException(int status, String message) {
            super(message);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** What files look like now. */
    public Seen look(FileLook question) throws IOException {
        HttpRequest.Builder request = request(FileLook.LOOK_PATH)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json(question)));
        HttpResponse<InputStream> response = send(request);
        try (InputStream body = response.body()) {
            require(response, 200);
            Seen seen = Json.mapper().readValue(body.readNBytes(LARGEST_ANSWER), Seen.class);
            Objects.requireNonNull(seen.workspace().state(), "no state");
            if (seen.files().size() != question.files().size()) {
                throw noAnswer("it says nothing about some files", null);
            }
            return seen;
        } catch (JsonProcessingException | NullPointerException e) {
            throw noAnswer(e.getClass().getSimpleName(), e);
        } catch (AwayException | RefusedException e) {
            throw e;
        } catch (IOException e) {
            throw new AwayException("the answer of " + this + " broke off: " + e, e);
        }
    }

    /**
     * The content of a file from a byte on.
     *
     * @param version that of {@link FileLook.SeenFile}
     * @throws RefusedException if it is another one now, or not there
     */
    InputStream content(Name name, String version, long first) throws IOException {
        String tag = '"' + version + '"';
        HttpRequest.Builder request = request(
                        FileLook.CONTENT_PATH + "?folder=" + encoded(name.folder()) + "&path=" + encoded(name.path()))
                .header("If-Match", tag);
        if (first > 0) {
            request.header("Range", "bytes=" + first + "-");
        }
        HttpResponse<InputStream> response = send(request);
        boolean isOurs = false;
        try {
            require(response, first > 0 ? 206 : 200);
            if (!response.headers().firstValue("ETag").filter(tag::equals).isPresent()) {
                throw noAnswer("it does not say which version it sends", null);
            }
            isOurs = true;
            return response.body();
        } finally {
            if (!isOurs) {
                response.body().close();
            }
        }
    }

    private void require(HttpResponse<InputStream> response, int wanted) throws IOException {
        int status = response.statusCode();
        if (status == wanted) {
            return;
        }
        if (status == 401 || status == 403) {
            throw new AwayException(this + " does not take the token (" + status
                    + "); set LOOPLINE_FILE_SOURCE_TOKEN to one of its tokens, and give it one by LOOPLINE_HTTP_TOKEN");
        }
        String detail = detail(response);
        if (status == 400 || status == 409 || status == 412 || (status == 404 && !detail.isEmpty())) {
            throw new RefusedException(status, detail.isEmpty() ? "status " + status : detail);
        }
        throw new AwayException(this + " answers " + status + (detail.isEmpty() ? "" : ": " + detail)
                + (status == 404 ? "; check LOOPLINE_FILE_SOURCE_URL, which is that of backfill-service" : ""));
    }

    /** What a problem of Loopline's services says; empty if it is none. */
    private static String detail(HttpResponse<InputStream> response) {
        try {
            byte[] body = response.body().readNBytes(8192);
            String code = Json.mapper().readTree(body).path("code").asText("");
            String detail = Json.mapper().readTree(body).path("detail").asText("");
            return code.isEmpty() ? "" : code + ", " + detail;
        } catch (IOException | RuntimeException e) {
            return "";
        }
    }

    private AwayException noAnswer(String why, @Nullable Throwable cause) {
        return new AwayException(
                this + " answers what backfill-service does not (" + why + "); check LOOPLINE_FILE_SOURCE_URL", cause);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/+$", "") + path))
                .timeout(ANSWER_TIMEOUT)
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<InputStream> send(HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException e) {
            throw new AwayException(this + " does not answer: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClosedByInterruptException();
        }
    }

    private static byte[] json(FileLook question) throws JsonProcessingException {
        return Json.mapper().writeValueAsBytes(question);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return "the file source " + base;
    }
}

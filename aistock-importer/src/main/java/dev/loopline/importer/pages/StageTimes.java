package dev.loopline.importer.pages;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.Json;
import dev.loopline.importer.stage.ImporterConfig;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * When a loop reached which stage: the times at which its events were published, which catalog-service reads from the topics. Events carry
 * no such times themselves, so that the same loop gives the same bytes. Safe for all threads.
 */
@Singleton
class StageTimes {

    private static final Logger LOG = Logger.getLogger(StageTimes.class);
    private static final Duration PATIENCE = Duration.ofSeconds(12);

    private final String base;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    StageTimes(ImporterConfig config) {
        this.base = config.catalogUrl().toString().replaceAll("/+$", "") + "/api/loops/";
    }

    /**
     * The time of each event of this revision by the event's name, in ISO; none where catalog-service or the broker does not tell.
     *
     * @param revision the one that was imported: a newer one may be on its way
     */
    Map<String, String> of(LoopKey loop, long revision) throws InterruptedException {
        Map<String, String> times = new HashMap<>();
        URI uri = URI.create(base + PageLink.segment(loop.taskRunId()) + '/' + loop.loopId());
        try {
            HttpResponse<InputStream> response = client.send(
                    HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                JsonNode story = response.statusCode() == 200
                        ? Json.mapper().readTree(body)
                        : Json.mapper().createObjectNode();
                for (JsonNode stage : story.path("stages")) {
                    if (stage.path("state").asText().equals("passed")
                            && stage.path("revision").asLong() == revision) {
                        times.put(
                                stage.path("stage").asText(),
                                stage.path("published_at").asText());
                    }
                }
            }
        } catch (IOException e) {
            LOG.infof("The times of a loop's stages are not known. uri=%s reason=%s", uri, e.toString());
        }
        return times;
    }
}

package dev.loopline.importer.sync;

import com.fasterxml.jackson.databind.JsonNode;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.codec.CloudEventHeaders;
import dev.loopline.contracts.codec.Decoded;
import dev.loopline.contracts.codec.EventCodec;
import dev.loopline.contracts.codec.Json;
import dev.loopline.contracts.codec.Tombstone;
import dev.loopline.contracts.event.CatalogUpdated;
import dev.loopline.contracts.event.EventType;
import dev.loopline.importer.stage.Importer;
import dev.loopline.kit.failure.NotYetException;
import dev.loopline.kit.failure.RejectedException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jboss.logging.Logger;

/**
 * Reads all that catalog-service has, page by page: {@code GET /api/catalogs/changes?since=<number>&limit=<n>}. Safe for
 * all threads.
 */
final class CatalogChanges {

    private static final Logger LOG = Logger.getLogger(CatalogChanges.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String REBUILDING = "catalog-service is rebuilding the catalogs";
    private static final int NOT_NOW = 503;

    private final URI base;
    private final EventCodec codec = new EventCodec();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    CatalogChanges(URI base) {
        this.base = base;
    }

    /**
     * @param requests what to import
     * @param unreadable loops whose entry cannot be read
     * @param next the number of the change to go on from
     * @param isLast whether there is nothing after it
     */
    record Page(List<Importer.Request> requests, List<LoopKey> unreadable, long next, boolean isLast) {}

    /**
     * The number of the newest change of the catalogs.
     *
     * @throws NotYetException the catalogs are being rebuilt, and what they list is not yet whole
     */
    long newest() throws IOException, InterruptedException {
        JsonNode overview = get("/api/catalogs");
        if (overview.path("recovering").asBoolean()) {
            throw new NotYetException(REBUILDING);
        }
        return overview.path("sequence").asLong();
    }

    /**
     * The changes after the one with this number, the oldest first.
     *
     * @throws NotYetException the catalogs are being rebuilt, and what they list is not yet whole
     */
    Page read(long since, int limit) throws IOException, InterruptedException {
        return page(get("/api/catalogs/changes?since=" + since + "&limit=" + limit), since);
    }

    private JsonNode get(String path) throws IOException, InterruptedException {
        URI uri = URI.create(base.toString().replaceAll("/+$", "") + path);
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() / 100 == 4) {
                throw new RejectedException(
                        "CATALOGS_NOT_SERVED",
                        uri + " answers " + response.statusCode()
                                + "; loopline.importer.catalog-url has to name the catalog-service");
            }
            if (response.statusCode() == NOT_NOW) {
                throw new NotYetException(REBUILDING);
            }
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answers " + response.statusCode());
            }
            return Json.mapper().readTree(body);
        }
    }

    private Page page(JsonNode json, long since) throws IOException {
        List<Importer.Request> requests = new ArrayList<>();
        List<LoopKey> unreadable = new ArrayList<>();
        long next = since;
        for (JsonNode change : json.path("changes")) {
            try {
                requests.add(request(change));
            } catch (RejectedException e) {
                LOG.warnf("An entry of the catalogs is passed over. reason=%s", e.getMessage());
                unreadable.add(key(change));
            }
            next = Math.max(next, change.path("sequence").asLong());
        }
        next = Math.max(next, json.path("next_since").asLong(next));
        return new Page(requests, unreadable, next, next <= since);
    }

    private static LoopKey key(JsonNode change) {
        return new LoopKey(
                change.path("task_run_id").asText(), change.path("loop_id").asInt(-1));
    }

    private Importer.Request request(JsonNode change) throws IOException {
        LoopKey key = key(change);
        if (change.path("withdrawn").asBoolean()) {
            return new Importer.Request(
                    key, null, Tombstone.of(key, change.path("revision").asLong()));
        }
        Decoded<CatalogUpdated> decoded = codec.decode(
                EventType.CATALOG_UPDATED,
                CatalogUpdated.class,
                Map.of(CloudEventHeaders.TYPE, EventType.CATALOG_UPDATED.ceType()),
                codec.encodeKey(key),
                Json.mapper().writeValueAsBytes(change.path("catalog")));
        return decoded.match(
                event -> new Importer.Request(key, event, null),
                tombstone -> unusable(key, "it is empty"),
                unreadable -> unusable(key, unreadable.message()));
    }

    private static Importer.Request unusable(LoopKey key, String why) {
        throw new RejectedException(
                "CHANGE_UNREADABLE", "catalog-service serves something else for " + key + ": " + why);
    }
}

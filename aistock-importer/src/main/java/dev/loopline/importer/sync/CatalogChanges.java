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

/**
 * Reads all that catalog-service has, page by page: {@code GET /api/catalogs/changes?since=<sequence>&limit=<n>}. Safe for
 * all threads.
 */
final class CatalogChanges {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

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
     * @param next the sequence to go on from
     * @param isLast whether there is nothing after it
     */
    record Page(List<Importer.Request> requests, long next, boolean isLast) {}

    /** The changes after a sequence, the oldest first. */
    Page read(long since, int limit) throws IOException, InterruptedException {
        URI uri = URI.create(
                base.toString().replaceAll("/+$", "") + "/api/catalogs/changes?since=" + since + "&limit=" + limit);
        HttpResponse<InputStream> response = client.send(
                HttpRequest.newBuilder(uri).timeout(TIMEOUT).GET().build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            if (response.statusCode() != 200) {
                throw new IOException(base + " answers " + response.statusCode() + " for the changes of the catalogs");
            }
            return page(Json.mapper().readTree(body), since);
        }
    }

    private Page page(JsonNode json, long since) throws IOException {
        List<Importer.Request> requests = new ArrayList<>();
        long next = since;
        for (JsonNode change : json.path("changes")) {
            requests.add(request(change));
            next = Math.max(next, change.path("sequence").asLong());
        }
        next = Math.max(next, json.path("next_since").asLong(next));
        return new Page(requests, next, requests.isEmpty() || next <= since);
    }

    private Importer.Request request(JsonNode change) throws IOException {
        LoopKey key = new LoopKey(
                change.path("task_run_id").asText(), change.path("loop_id").asInt(-1));
        if (change.path("withdrawn").asBoolean()) {
            List<String> gone = new ArrayList<>();
            change.path("gone_fingerprints").forEach(one -> gone.add(one.asText()));
            Tombstone tombstone = new Tombstone(
                    key,
                    change.path("revision").asLong(),
                    change.path("sequence").asLong(),
                    gone);
            return new Importer.Request(key, null, tombstone);
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

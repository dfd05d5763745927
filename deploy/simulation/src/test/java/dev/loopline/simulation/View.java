package dev.loopline.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.BundleId;
import dev.loopline.contracts.LoopKey;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.catalog.CatalogKind;
import dev.loopline.contracts.codec.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** What a world shows: its catalogs and the members of its bundles, but for times and revisions. */
final class View {

    private static final Pattern TIME = Pattern.compile(".*_at|.*_utc|.*revision|sync_status");

    private View() {}

    /** Each thing that can be seen, by its name. */
    static Map<String, String> of(Services services) throws IOException {
        Map<String, String> view = new TreeMap<>();
        for (CatalogKind kind : CatalogKind.values()) {
            Path file = services.catalogs().resolve(kind.fileName());
            JsonNode entries = Json.mapper().readTree(file.toFile()).get(kind.plural());
            for (JsonNode entry : entries) {
                String id = kind + " " + entry.path("task_run_id").asText() + "/"
                        + entry.path("loop_id").asText() + " "
                        + entry.path("name").asText();
                String before = view.put(id, withoutTimes(entry).toString());
                if (before != null) {
                    view.put(id + " twice", before);
                }
                if (kind == CatalogKind.LOOP) {
                    bundle(services, entry, view);
                }
            }
        }
        return view;
    }

    static JsonNode withoutTimes(JsonNode node) {
        if (node instanceof ObjectNode object) {
            ObjectNode out = object.objectNode();
            object.properties().forEach(field -> {
                if (!TIME.matcher(field.getKey()).matches()) {
                    out.set(field.getKey(), withoutTimes(field.getValue()));
                }
            });
            return out;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode out = array.arrayNode();
            array.forEach(one -> out.add(withoutTimes(one)));
            return out;
        }
        return node;
    }

    private static void bundle(Services services, JsonNode loop, Map<String, String> view) throws IOException {
        LoopKey key = new LoopKey(
                loop.path("task_run_id").asText(), loop.path("loop_id").asInt());
        BundleId id = BundleId.of(key);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(
                new GZIPInputStream(Files.newInputStream(services.bundles().resolve(id.fileName()))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                byte[] content = tar.readAllBytes();
                String text = entry.getName().endsWith(".json")
                        ? withoutTimes(Json.mapper().readTree(content)).toString()
                        : Sha256.of(content).hex();
                view.put(id + " " + entry.getName(), entry.getName().equals("manifest.json") ? "" : text);
            }
        }
    }
}

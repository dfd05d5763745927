package dev.loopline.contracts.codec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@code CatalogUpdated} version 1 as version 2. Version 1 had brief occurrences, and whole rows only of the factors
 * that the loop showed ({@code owned_factors}); both are this loop's own facts, so the rows complete the occurrences. The
 * sequence and {@code gone_fingerprints} spoke of other loops and are ignored. Pure.
 */
final class CatalogUpdatedV1 {

    private CatalogUpdatedV1() {}

    /** Completes the occurrences within the body and returns it; a body of another form stays as it is. */
    static JsonNode upgrade(JsonNode body) {
        Map<String, JsonNode> rows = new HashMap<>();
        body.path("owned_factors")
                .forEach(row -> rows.put(row.path("fingerprint").asText(), row));
        JsonNode workspacePath = body.at("/loop_entry/workspace_path");
        for (JsonNode element : body.path("occurrences")) {
            if (element instanceof ObjectNode occurrence) {
                complete(occurrence, rows.get(occurrence.path("fingerprint").asText()), workspacePath);
            }
        }
        return body;
    }

    private static void complete(ObjectNode occurrence, @Nullable JsonNode row, JsonNode workspacePath) {
        if (row != null) {
            row.properties().forEach(field -> occurrence.putIfAbsent(field.getKey(), field.getValue()));
        }
        occurrence.putIfAbsent("workspace_path", workspacePath);
        occurrence.putIfAbsent("tags", occurrence.arrayNode());
        occurrence.putIfAbsent("variables", occurrence.objectNode());
    }
}

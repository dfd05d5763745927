package dev.loopline.catalog.project;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.contracts.Sha256;
import dev.loopline.contracts.codec.Json;
import java.util.TreeMap;

/** One spelling for equal JSON: keys sorted by code unit at every level, no white space. */
final class CanonicalJson {

    private CanonicalJson() {}

    static Sha256 digest(JsonNode tree) {
        try {
            return Sha256.of(Json.mapper().writeValueAsBytes(sorted(tree)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was read can be written", e);
        }
    }

    private static JsonNode sorted(JsonNode tree) {
        if (tree.isObject()) {
            TreeMap<String, JsonNode> byKey = new TreeMap<>();
            tree.properties().forEach(property -> byKey.put(property.getKey(), sorted(property.getValue())));
            ObjectNode out = JsonNodeFactory.instance.objectNode();
            byKey.forEach(out::set);
            return out;
        }
        if (tree.isArray()) {
            ArrayNode out = JsonNodeFactory.instance.arrayNode(tree.size());
            tree.forEach(item -> out.add(sorted(item)));
            return out;
        }
        return tree;
    }
}

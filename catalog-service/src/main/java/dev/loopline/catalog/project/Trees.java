package dev.loopline.catalog.project;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Reads JSON that other programs wrote: what is not of the expected type is missing. Zero and false are values. */
final class Trees {

    private Trees() {}

    /** The value of this key; null if there is none, or if it is JSON's null. */
    static @Nullable JsonNode get(@Nullable JsonNode object, String key) {
        JsonNode value = object == null ? null : object.get(key);
        return value == null || value.isNull() ? null : value;
    }

    /** The value at the end of these keys. */
    static @Nullable JsonNode at(@Nullable JsonNode object, String... keys) {
        JsonNode value = object;
        for (String key : keys) {
            value = get(value, key);
        }
        return value;
    }

    static @Nullable String text(@Nullable JsonNode object, String key) {
        JsonNode value = get(object, key);
        return value != null && value.isTextual() ? value.textValue() : null;
    }

    static String textOr(@Nullable JsonNode object, String key, String otherwise) {
        String text = text(object, key);
        return text == null ? otherwise : text;
    }

    /** A finite number. */
    static @Nullable Double number(@Nullable JsonNode object, String key) {
        JsonNode value = get(object, key);
        return value != null && value.isNumber() && Double.isFinite(value.doubleValue()) ? value.doubleValue() : null;
    }

    /** The elements of the array under this key; empty if there is no array. */
    static Stream<JsonNode> elements(@Nullable JsonNode object, String key) {
        JsonNode value = get(object, key);
        return value == null || !value.isArray() ? Stream.empty() : StreamSupport.stream(value.spliterator(), false);
    }

    /** The texts among the elements under this key. */
    static List<String> texts(@Nullable JsonNode object, String key) {
        List<String> out = new ArrayList<>();
        elements(object, key).filter(JsonNode::isTextual).forEach(item -> out.add(item.textValue()));
        return out;
    }

    static boolean isFilledObject(@Nullable JsonNode node) {
        return node != null && node.isObject() && !node.isEmpty();
    }

    static @Nullable JsonNode firstOf(@Nullable JsonNode... candidates) {
        for (JsonNode candidate : candidates) {
            if (candidate != null) {
                return candidate;
            }
        }
        return null;
    }
}

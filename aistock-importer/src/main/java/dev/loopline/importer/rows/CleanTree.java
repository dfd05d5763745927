package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON storable: PostgreSQL refuses NUL characters and half surrogate pairs in text, and has no NaN in {@code
 * jsonb}. Control characters other than tab and line ends go, half pairs become U+FFFD, numbers that are not finite become
 * null. Pure.
 */
final class CleanTree {

    private CleanTree() {}

    /** The tree itself if it is clean, else a clean copy; an object whose keys collide after cleaning keeps the first. */
    static JsonNode of(@Nullable JsonNode tree) {
        if (tree == null || tree.isNull() || tree.isMissingNode()) {
            return NullNode.getInstance();
        }
        if (isClean(tree)) {
            return tree;
        }
        if (tree.isTextual()) {
            return JsonNodeFactory.instance.textNode(text(tree.textValue()));
        }
        if (tree.isFloatingPointNumber() && !Double.isFinite(tree.doubleValue())) {
            return NullNode.getInstance();
        }
        if (tree.isArray()) {
            ArrayNode clean = JsonNodeFactory.instance.arrayNode(tree.size());
            tree.forEach(child -> clean.add(of(child)));
            return clean;
        }
        if (tree.isObject()) {
            ObjectNode clean = JsonNodeFactory.instance.objectNode();
            tree.properties().forEach(entry -> clean.putIfAbsent(text(entry.getKey()), of(entry.getValue())));
            return clean;
        }
        return tree;
    }

    static String text(String text) {
        if (isClean(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .filter(c -> !isForbidden(c))
                .map(c -> Character.getType(c) == Character.SURROGATE ? 0xFFFD : c)
                .forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isClean(JsonNode tree) {
        if (tree.isTextual()) {
            return isClean(tree.textValue());
        }
        if (tree.isFloatingPointNumber()) {
            return Double.isFinite(tree.doubleValue());
        }
        if (tree.isMissingNode() || tree.isBinary() || tree.isPojo()) {
            return false;
        }
        if (tree.isObject()) {
            for (Map.Entry<String, JsonNode> entry : tree.properties()) {
                if (!isClean(entry.getKey()) || !isClean(entry.getValue())) {
                    return false;
                }
            }
            return true;
        }
        for (JsonNode child : tree) {
            if (!isClean(child)) {
                return false;
            }
        }
        return true;
    }

    /** Every text of every row comes by here: a plain loop, because a stream costs several times as much. */
    private static boolean isClean(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isForbidden(c)) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                boolean isPair = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!isPair) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    private static boolean isForbidden(int c) {
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
    }
}

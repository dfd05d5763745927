package dev.loopline.importer.rows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON storable: PostgreSQL refuses NUL characters and half surrogate pairs in text, and has no NaN in {@code
 * jsonb}. Control characters other than tab and line ends go, half pairs become U+FFFD, numbers that are not finite become
 * null. Pure.
 */
final class CleanTree {

    private CleanTree() {}

    /** A clean copy; an object whose keys collide after cleaning keeps the first. */
    static JsonNode of(@Nullable JsonNode tree) {
        if (tree == null || tree.isNull() || tree.isMissingNode()) {
            return NullNode.getInstance();
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

    private static boolean isClean(String text) {
        return text.codePoints().noneMatch(c -> isForbidden(c) || Character.getType(c) == Character.SURROGATE);
    }

    private static boolean isForbidden(int c) {
        return (c < 0x20 && c != '\t' && c != '\n' && c != '\r') || c == 0x7F;
    }
}

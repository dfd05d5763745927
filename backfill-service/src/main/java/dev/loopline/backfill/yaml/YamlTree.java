package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.jinja.Filled;
import dev.loopline.backfill.note.Notes;
import dev.loopline.backfill.workspace.CleanText;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes JSON of what the YAML loader gives. Aliases are written out, up to a limit, because a small text can stand for a
 * huge tree. Numbers that are not finite become null with a note. For one document and one thread.
 */
final class YamlTree {

    private static final int MOST_NODES = 50_000;
    private static final int DEEPEST = 100;
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Filled template;
    private final RunParams params;
    private final String subject;
    private final Notes notes;
    private final List<String> unresolved = new ArrayList<>();
    private int nodes;
    private int depth;

    /** The document is small but stands for too much. */
    static final class TooLargeException extends RuntimeException {

        TooLargeException(String message) {
            super(message);
        }
    }

    /**
     * @param template the text that was loaded, with the marks in it
     * @param params what the run recorded, for placeholders without another value
     */
    YamlTree(Filled template, RunParams params, String subject, Notes notes) {
        this.template = template;
        this.params = params;
        this.subject = subject;
        this.notes = notes;
    }

    List<String> unresolved() {
        return unresolved;
    }

    ObjectNode object(Map<?, ?> map) {
        return object(map, "");
    }

    private ObjectNode object(Map<?, ?> map, String path) {
        descend();
        ObjectNode object = JSON.objectNode();
        map.forEach((key, value) -> {
            String name = CleanText.of(String.valueOf(key));
            String below = path.isEmpty() ? name : path + "." + name;
            Optional<String> placeholder = template.expressionIn(name);
            if (placeholder.isPresent()) {
                unresolved.add((path.isEmpty() ? "" : path + ".") + placeholder.get());
                return;
            }
            node(value, below).ifPresent(node -> object.set(name, node));
        });
        depth--;
        return object;
    }

    private ArrayNode array(Collection<?> items, String path) {
        descend();
        ArrayNode array = JSON.arrayNode();
        int index = 0;
        for (Object item : items) {
            node(item, path + "." + index++).ifPresent(array::add);
        }
        depth--;
        return array;
    }

    private Optional<JsonNode> node(@Nullable Object value, String path) {
        count();
        if (value instanceof Map<?, ?> map) {
            return Optional.of(object(map, path));
        }
        if (value instanceof Collection<?> items) {
            return Optional.of(array(items, path));
        }
        if (value instanceof String text) {
            return text(text, path);
        }
        return Optional.of(scalar(value, path));
    }

    private Optional<JsonNode> text(String text, String path) {
        Optional<String> expression = template.expressionIn(text);
        if (expression.isEmpty()) {
            return Optional.of(JSON.textNode(CleanText.of(text)));
        }
        Optional<JsonNode> recorded = params.value(path);
        if (recorded.isEmpty()) {
            unresolved.add(path);
        }
        return recorded;
    }

    private JsonNode scalar(@Nullable Object value, String path) {
        if (value == null) {
            return JSON.nullNode();
        }
        if (value instanceof Boolean flag) {
            return JSON.booleanNode(flag);
        }
        if (value instanceof Integer number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Long number) {
            return JSON.numberNode(number);
        }
        if (value instanceof BigInteger number) {
            return JSON.numberNode(number);
        }
        if (value instanceof Double number) {
            if (Double.isFinite(number)) {
                return JSON.numberNode(number);
            }
            notes.add("VALUE_NOT_FINITE", subject + ": " + path, number + " was taken as missing.");
            return JSON.nullNode();
        }
        return JSON.textNode(value.toString());
    }

    private void descend() {
        if (++depth > DEEPEST) {
            throw new TooLargeException("it is nested too deeply");
        }
    }

    private void count() {
        if (++nodes > MOST_NODES) {
            throw new TooLargeException("its aliases stand for too many values");
        }
    }
}

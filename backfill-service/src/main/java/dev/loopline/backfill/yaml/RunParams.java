package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.loopline.backfill.note.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a run recorded of the task that it executed, by the dotted path of the configuration. qlib records the keys below
 * {@code task} ({@code model.kwargs.lr}); a key that begins with {@code task.} means the same. Values are texts as Python
 * prints them.
 *
 * @param byPath dotted path, beginning with {@code task.}, to the recorded text
 */
record RunParams(Map<String, String> byPath) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String TASK = "task.";
    private static final List<String> CLASSES = List.of("task.model.class", "task.dataset.class");

    /** Where templates are filled by qlib itself. */
    private static final String RECORD = "task.record";

    private static final Pattern DATE = Pattern.compile("datetime\\.date\\((\\d{4}), (\\d{1,2}), (\\d{1,2})\\)");

    private static final Pattern INTEGER = Pattern.compile("[-+]?\\d{1,18}");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(\\d+\\.\\d*|\\.\\d+|\\d+)([eE][-+]?\\d{1,3})?");
    private static final Pattern INDEX = Pattern.compile("\\d{1,6}");

    RunParams {
        byPath = Map.copyOf(byPath);
    }

    static RunParams of(Map<String, String> recorded) {
        Map<String, String> byPath = new TreeMap<>();
        recorded.forEach((key, value) -> byPath.putIfAbsent(key.startsWith(TASK) ? key : TASK + key, value));
        byPath.keySet().removeIf(key -> key.startsWith(RECORD));
        return new RunParams(byPath);
    }

    /** Whether the configuration names the classes that ran; one that the run did not record is no objection. */
    boolean ranWithClassesOf(ObjectNode tree) {
        return CLASSES.stream().noneMatch(path -> byPath.containsKey(path) && differs(tree, path));
    }

    /** The paths at which the configuration does not say what ran; sorted. */
    List<String> differences(ObjectNode tree) {
        return byPath.keySet().stream()
                .sorted()
                .filter(path -> differs(tree, path))
                .toList();
    }

    private boolean differs(ObjectNode tree, String path) {
        JsonNode says = at(tree, path);
        String text = byPath.getOrDefault(path, "");
        JsonNode ran = value(text);
        if (says.isContainerNode() || ran.isContainerNode()) {
            // Python prints lists of dates in ways of its own; that one is there is agreement enough.
            return says.isContainerNode() != ran.isContainerNode() && !ran.isNull();
        }
        if (says.isMissingNode()) {
            return !ran.isNull();
        }
        boolean sameNumber =
                says.isNumber() && ran.isNumber() && Double.compare(says.doubleValue(), ran.doubleValue()) == 0;
        return !(sameNumber || says.equals(ran) || says.asText().equals(text));
    }

    private static JsonNode at(JsonNode tree, String path) {
        JsonNode node = tree;
        for (String step : path.split("\\.")) {
            node = node.isArray() && INDEX.matcher(step).matches()
                    ? node.path(Integer.parseInt(step))
                    : node.path(step);
        }
        return node;
    }

    /** Writes what ran over what the configuration says, at these paths. */
    void apply(ObjectNode tree, List<String> paths) {
        for (String path : paths) {
            List<String> steps = new ArrayList<>(List.of(path.split("\\.")));
            String last = steps.remove(steps.size() - 1);
            ObjectNode parent = tree;
            for (String step : steps) {
                parent = parent.path(step) instanceof ObjectNode child ? child : parent.putObject(step);
            }
            parent.set(last, value(byPath.getOrDefault(path, "")));
        }
    }

    /** The text that a run recorded as the value that it was; a list or an object if it can be read as one. */
    static JsonNode value(String text) {
        if (text.startsWith("[") || text.startsWith("{")) {
            String dated = DATE.matcher(text)
                    .replaceAll(date -> "'%s-%02d-%02d'"
                            .formatted(
                                    date.group(1), Integer.parseInt(date.group(2)), Integer.parseInt(date.group(3))));
            return YamlText.parse("value: " + dated, "params", new Notes())
                    .map(parsed -> withoutNone(parsed.tree().path("value")))
                    .filter(JsonNode::isContainerNode)
                    .orElseGet(() -> JSON.textNode(text));
        }
        return scalar(text);
    }

    private static JsonNode withoutNone(JsonNode node) {
        if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                array.set(i, withoutNone(array.get(i)));
            }
        } else if (node instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(withoutNone(field.getValue())));
        }
        return node.isTextual() && node.textValue().equals("None") ? JSON.nullNode() : node;
    }

    private static JsonNode scalar(String text) {
        if (text.equals("True") || text.equals("False")) {
            return JSON.booleanNode(text.equals("True"));
        }
        if (text.equals("None")) {
            return JSON.nullNode();
        }
        if (INTEGER.matcher(text).matches()) {
            long number = Long.parseLong(text);
            return number == (int) number ? JSON.numberNode((int) number) : JSON.numberNode(number);
        }
        if (DECIMAL.matcher(text).matches()) {
            double number = Double.parseDouble(text);
            return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(text);
        }
        return JSON.textNode(text);
    }
}

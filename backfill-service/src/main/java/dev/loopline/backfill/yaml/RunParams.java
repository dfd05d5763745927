package dev.loopline.backfill.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What a run recorded of the task that it executed, by the dotted path of the configuration. qlib records the keys below
 * {@code task} ({@code model.kwargs.lr}); a key that begins with {@code task.} means the same. A list is one value. What else
 * qlib records, such as its command line, says nothing of the task.
 *
 * @param byPath dotted path, beginning with {@code task.}, to the recorded value
 * @param command the command line; empty if it was not recorded
 */
record RunParams(Map<String, RecordedValue> byPath, String command) {

    private static final String TASK = "task.";
    private static final String COMMAND = "cmd-sys.argv";
    private static final Pattern OF_THE_TASK = Pattern.compile("(task\\.)?(model|dataset)(\\..*)?", Pattern.DOTALL);
    private static final List<String> CLASSES = List.of("task.model.class", "task.dataset.class");
    private static final Pattern INDEX = Pattern.compile("\\d{1,6}");

    RunParams {
        byPath = Map.copyOf(byPath);
    }

    static RunParams of(Map<String, String> recorded) {
        Map<String, RecordedValue> byPath = new LinkedHashMap<>();
        new TreeMap<>(recorded).forEach((key, value) -> {
            if (OF_THE_TASK.matcher(key).matches()) {
                byPath.putIfAbsent(key.startsWith(TASK) ? key : TASK + key, RecordedValue.of(value));
            }
        });
        return new RunParams(byPath, recorded.getOrDefault(COMMAND, ""));
    }

    boolean isEmpty() {
        return byPath.isEmpty();
    }

    /** Which of these files the command line names, as {@code qrun conf.yaml} does. */
    Optional<String> fileOfCommand(List<String> names) {
        for (String word : command.split("[\\s'\",\\[\\]]+")) {
            String name = word.substring(Math.max(word.lastIndexOf('/'), word.lastIndexOf('\\')) + 1);
            if (names.contains(name)) {
                return Optional.of(name);
            }
        }
        return Optional.empty();
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
        return !byPath.getOrDefault(path, RecordedValue.missing()).agreesWith(at(tree, path));
    }

    /** What ran at this path, also where it is part of a list that was recorded as one value. */
    Optional<JsonNode> value(String path) {
        String ancestor = path;
        while (!ancestor.isEmpty()) {
            RecordedValue recorded = byPath.get(ancestor);
            if (recorded != null) {
                JsonNode inside = ancestor.equals(path)
                        ? recorded.value()
                        : at(recorded.value(), path.substring(ancestor.length() + 1));
                boolean whole = !recorded.cut() && !inside.isMissingNode();
                return whole ? Optional.of(inside) : Optional.empty();
            }
            ancestor = ancestor.substring(0, Math.max(0, ancestor.lastIndexOf('.')));
        }
        return Optional.empty();
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

    /** Writes what ran over what the configuration says, at these paths; a value that was cut is not written. */
    void apply(ObjectNode tree, List<String> paths) {
        for (String path : paths) {
            RecordedValue ran = byPath.getOrDefault(path, RecordedValue.missing());
            if (!ran.cut()) {
                List<String> steps = new ArrayList<>(List.of(path.split("\\.")));
                String last = steps.remove(steps.size() - 1);
                ObjectNode parent = tree;
                for (String step : steps) {
                    parent = parent.path(step) instanceof ObjectNode child ? child : parent.putObject(step);
                }
                parent.set(last, ran.value().deepCopy());
            }
        }
    }
}

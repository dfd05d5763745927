package dev.loopline.kit.session;

import dev.loopline.kit.pickle.LeftOut;
import dev.loopline.kit.pickle.PickledObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** RD-Agent's objects, by the names of their attributes, whatever their classes are called. Stateless. */
final class SessionValues {

    private static final int MAX_TASKS = 1_000;
    private static final int MAX_TEXT = 16 * 1024;
    private static final int MAX_PATH = 4 * 1024;
    private static final int MAX_PATH_PARTS = 200;

    private SessionValues() {}

    static Optional<SessionHypothesis> hypothesis(@Nullable Object value) {
        return object(value)
                .filter(object -> object.attribute("hypothesis").isPresent())
                .map(object -> new SessionHypothesis(
                        text(object, "hypothesis"), text(object, "reason"), text(object, "action")));
    }

    static Optional<SessionFeedback> feedback(@Nullable Object value) {
        return object(value)
                .filter(object -> object.attribute("decision").isPresent()
                        || object.attribute("reason").isPresent())
                .map(object -> new SessionFeedback(
                        object.attribute("decision")
                                .filter(Boolean.class::isInstance)
                                .map(Boolean.class::cast)
                                .orElse(null),
                        text(object, "observations"),
                        text(object, "hypothesis_evaluation"),
                        text(object, "new_hypothesis"),
                        text(object, "reason")));
    }

    /** Of a list of tasks, or of an experiment that holds one. */
    static List<SessionTask> tasks(@Nullable Object value) {
        Object list =
                object(value).flatMap(object -> object.attribute("sub_tasks")).orElse(value);
        List<SessionTask> tasks = new ArrayList<>();
        if (list instanceof List<?> items) {
            items.stream().limit(MAX_TASKS).forEach(item -> task(item).ifPresent(tasks::add));
        }
        return tasks;
    }

    private static Optional<SessionTask> task(@Nullable Object value) {
        return object(value).flatMap(object -> {
            boolean model = object.className().endsWith("ModelTask")
                    || object.attribute("architecture").isPresent();
            boolean factor = object.className().endsWith("FactorTask")
                    || object.attribute("factor_name").isPresent();
            return model || factor
                    ? Optional.of(task(object, factor ? SessionTask.Kind.FACTOR : SessionTask.Kind.MODEL))
                    : Optional.empty();
        });
    }

    private static SessionTask task(PickledObject object, SessionTask.Kind kind) {
        return new SessionTask(
                kind,
                first(text(object, "factor_name"), text(object, "name")),
                first(text(object, "factor_description"), text(object, "description")),
                first(text(object, "factor_formulation"), text(object, "formulation")),
                texts(object.attribute("variables").orElse(null)),
                text(object, "architecture"),
                text(object, "model_type"),
                texts(object.attribute("training_hyperparameters").orElse(null)));
    }

    /** Of a dict, what is text, number or flag. */
    static Map<String, String> texts(@Nullable Object value) {
        Map<String, String> out = new LinkedHashMap<>();
        PickledValues.entries(value).entrySet().stream().limit(MAX_TASKS).forEach(entry -> {
            Object meaning = entry.getValue();
            boolean plain = meaning instanceof String || meaning instanceof Number || meaning instanceof Boolean;
            if (entry.getKey() instanceof String name && plain) {
                out.put(name, plain(meaning));
            }
        });
        return out;
    }

    /** Whether it is an experiment of whatever kind: something with tasks and a workspace of its own. */
    static boolean isExperiment(@Nullable Object value) {
        return value instanceof PickledObject object
                && (object.attribute("experiment_workspace").isPresent()
                        || object.attribute("sub_tasks").isPresent());
    }

    /** What the runner measured; in 0.3 to 0.6 kept by the experiment, since then by its running information. */
    static @Nullable Object result(@Nullable Object experiment) {
        Object result = PickledValues.attribute(experiment, "result");
        return result == null
                ? PickledValues.attribute(PickledValues.attribute(experiment, "running_info"), "result")
                : result;
    }

    /** The folder that an experiment's backtest runs in. */
    static Optional<String> experimentPath(@Nullable Object experiment) {
        return path(PickledValues.attribute(experiment, "experiment_workspace"));
    }

    /** The folders of an experiment, the one of the backtest first; of a list of workspaces, those. */
    static List<SessionWorkspace> workspaces(@Nullable Object value) {
        List<SessionWorkspace> out = new ArrayList<>();
        experimentPath(value).ifPresent(path -> out.add(new SessionWorkspace(path, true, null)));
        List<?> tasks = PickledValues.items(PickledValues.attribute(value, "sub_tasks"));
        Object list = value instanceof List ? value : PickledValues.attribute(value, "sub_workspace_list");
        List<?> workspaces = PickledValues.items(list);
        for (int i = 0; i < workspaces.size() && i < MAX_TASKS; i++) {
            Object workspace = workspaces.get(i);
            String listed = i < tasks.size() ? name(tasks.get(i)) : null;
            String task = listed == null ? name(PickledValues.attribute(workspace, "target_task")) : listed;
            path(workspace).ifPresent(path -> out.add(new SessionWorkspace(path, false, task)));
        }
        return out;
    }

    /** The name of a task. */
    static @Nullable String name(@Nullable Object task) {
        return object(task)
                .map(object -> first(text(object, "factor_name"), text(object, "name")))
                .orElse(null);
    }

    private static Optional<String> path(@Nullable Object workspace) {
        return object(workspace)
                .flatMap(object -> object.attribute("workspace_path"))
                .flatMap(SessionValues::pathText)
                .filter(text -> !text.isBlank() && text.length() <= MAX_PATH);
    }

    /** A path is text, or what {@code pathlib} makes of its parts, of which the first may end in a separator. */
    private static Optional<String> pathText(Object value) {
        if (value instanceof String text) {
            return Optional.of(text);
        }
        return object(value)
                .filter(object -> object.className().endsWith("Path"))
                .flatMap(object -> {
                    String separator = object.className().endsWith("WindowsPath") ? "\\" : "/";
                    StringBuilder path = new StringBuilder();
                    List<?> parts = object.arguments();
                    for (Object part : parts.subList(0, Math.min(parts.size(), MAX_PATH_PARTS))) {
                        if (!(part instanceof String text) || path.length() + text.length() > MAX_PATH) {
                            return Optional.empty();
                        }
                        char last = path.isEmpty() ? '/' : path.charAt(path.length() - 1);
                        path.append(last == '/' || last == '\\' ? "" : separator)
                                .append(text);
                    }
                    return Optional.of(path.toString());
                });
    }

    private static Optional<PickledObject> object(@Nullable Object value) {
        return PickledValues.object(value);
    }

    private static @Nullable String text(PickledObject object, String attribute) {
        return object.attribute(attribute).map(SessionValues::plainText).orElse(null);
    }

    private static @Nullable String plainText(Object value) {
        if (value instanceof String text) {
            return text.isBlank() ? null : limited(text);
        }
        return value instanceof LeftOut left ? tooLong(left.bytes()) : null;
    }

    /** A number as Python and YAML write it: 0.0002, not 2.0E-4. */
    private static String plain(@Nullable Object value) {
        if (value instanceof Double number && Math.abs(number) >= 1e-4 && Math.abs(number) < 1e16) {
            String text = BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
            return text.contains(".") ? text : text + ".0";
        }
        if (value instanceof String text && text.length() > MAX_TEXT) {
            return tooLong(text.length()); // no copy: a pickle may name one long text a million times
        }
        return value instanceof Double number ? number.toString().toLowerCase(Locale.ROOT) : String.valueOf(value);
    }

    private static String tooLong(long length) {
        return "(" + length + " bytes, too long to be read)";
    }

    static String limited(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + " (cut)";
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}

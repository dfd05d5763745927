package dev.loopline.kit.session;

import dev.loopline.kit.pickle.LeftOut;
import dev.loopline.kit.pickle.PickledObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** RD-Agent's objects, by the names of their attributes, whatever their classes are called. Stateless. */
final class SessionValues {

    private static final int MAX_TASKS = 1_000;
    private static final int MAX_TEXT = 64 * 1024;

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
                variables(object.attribute("variables").orElse(null)),
                text(object, "architecture"),
                text(object, "model_type"),
                variables(object.attribute("training_hyperparameters").orElse(null)));
    }

    private static Map<String, String> variables(@Nullable Object value) {
        Map<String, String> out = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, meaning) -> {
                boolean plain = meaning instanceof String || meaning instanceof Number || meaning instanceof Boolean;
                if (name instanceof String text && plain && out.size() < MAX_TASKS) {
                    out.put(text, limited(String.valueOf(meaning)));
                }
            });
        }
        return out;
    }

    /** The folders of an experiment, the one of the backtest first. */
    static List<SessionWorkspace> workspaces(@Nullable Object value) {
        List<SessionWorkspace> out = new ArrayList<>();
        object(value).ifPresent(object -> {
            object.attribute("experiment_workspace")
                    .flatMap(SessionValues::path)
                    .ifPresent(path -> out.add(new SessionWorkspace(path, true, null)));
            Object subs = object.attribute("sub_workspace_list").orElse(null);
            if (subs instanceof List<?> items) {
                items.stream()
                        .limit(MAX_TASKS)
                        .flatMap(item -> path(item).stream())
                        .forEach(path -> out.add(new SessionWorkspace(path, false, null)));
            }
        });
        return out;
    }

    private static Optional<String> path(@Nullable Object workspace) {
        return object(workspace)
                .flatMap(object -> object.attribute("workspace_path"))
                .flatMap(SessionValues::pathText)
                .filter(text -> !text.isBlank() && text.length() <= MAX_TEXT);
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
                    for (Object part : object.arguments()) {
                        if (!(part instanceof String text) || path.length() > MAX_TEXT) {
                            return Optional.empty();
                        }
                        boolean joined = path.isEmpty()
                                || path.toString().endsWith("/")
                                || path.toString().endsWith("\\");
                        path.append(joined ? "" : separator).append(text);
                    }
                    return Optional.of(path.toString());
                });
    }

    private static Optional<PickledObject> object(@Nullable Object value) {
        return value instanceof PickledObject object ? Optional.of(object) : Optional.empty();
    }

    private static @Nullable String text(PickledObject object, String attribute) {
        return object.attribute(attribute).map(SessionValues::plainText).orElse(null);
    }

    private static @Nullable String plainText(Object value) {
        if (value instanceof String text) {
            return text.isBlank() ? null : limited(text);
        }
        return value instanceof LeftOut left ? "(" + left.bytes() + " bytes, too long to be read)" : null;
    }

    private static String limited(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + " (cut)";
    }

    private static @Nullable String first(@Nullable String one, @Nullable String other) {
        return one == null ? other : one;
    }
}

package dev.loopline.kit.session;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** RD-Agent's experiment as a record: its figures and what it builds on. Stateless. */
final class Experiments {

    private static final int MAX_BASED = 10_000;
    /** A pickle may name one long list of tasks any number of times. */
    private static final int MAX_TASKS_OF_ONE = 200;

    private Experiments() {}

    /**
     * @param ran whether the runner is known to have given a result
     * @param notes gets a sentence if there are figures that cannot be read
     */
    static SessionExperiment of(Object experiment, boolean ran, List<String> notes) {
        Object result = SessionValues.result(experiment);
        Map<String, Double> figures = Map.of();
        if (result != null) {
            figures = SeriesFigures.of(result).orElse(Map.of());
            if (figures.isEmpty()) {
                notes.add("the figures of the experiment are not read: they are kept as "
                        + PickledValues.object(result)
                                .map(object -> "an instance of " + object.className())
                                .orElse("something that is no series"));
            }
        }
        Set<String> factors = new LinkedHashSet<>();
        int factorExperiments = 0;
        int modelExperiments = 0;
        List<?> based = PickledValues.items(PickledValues.attribute(experiment, "based_experiments"));
        for (Object one : based.subList(0, Math.min(based.size(), MAX_BASED))) {
            List<?> tasks = PickledValues.items(PickledValues.attribute(one, "sub_tasks"));
            boolean model = isModel(one, tasks);
            if (!tasks.isEmpty() && model) {
                modelExperiments++;
            } else if (!tasks.isEmpty()) {
                factorExperiments++;
                tasks.stream().limit(MAX_TASKS_OF_ONE).forEach(task -> addName(factors, task));
            }
        }
        return new SessionExperiment(
                ran || result != null,
                figures,
                List.copyOf(factors),
                factorExperiments,
                modelExperiments,
                SessionValues.texts(PickledValues.attribute(experiment, "base_features")));
    }

    private static void addName(Set<String> factors, @Nullable Object task) {
        String name = SessionValues.name(task);
        if (name != null) {
            factors.add(name);
        }
    }

    /** By its class; a class of another name by its tasks. */
    private static boolean isModel(@Nullable Object experiment, List<?> tasks) {
        String name = PickledValues.object(experiment)
                .map(object -> object.className())
                .orElse("");
        if (name.endsWith("ModelExperiment") || name.endsWith("FactorExperiment")) {
            return name.endsWith("ModelExperiment");
        }
        return SessionValues.tasks(tasks).stream().anyMatch(task -> task.kind() == SessionTask.Kind.MODEL);
    }
}

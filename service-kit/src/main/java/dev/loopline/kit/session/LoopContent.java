package dev.loopline.kit.session;

import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * RD-Agent's own objects about one loop of one run, as they were pickled. Each may be missing.
 *
 * @param hypothesis the idea
 * @param tasks a list of tasks, or an experiment that holds one
 * @param experiment the experiment in its newest state
 * @param workspaces a list of the workspaces of the tasks, where the experiment was not pickled
 * @param feedback the conclusion
 * @param ran whether the runner gave a result
 */
record LoopContent(
        @Nullable Object hypothesis,
        @Nullable Object tasks,
        @Nullable Object experiment,
        @Nullable Object workspaces,
        @Nullable Object feedback,
        boolean ran) {

    static final LoopContent NONE = new LoopContent(null, null, null, null, null, false);

    boolean saysSomething() {
        return hypothesis != null || experiment != null;
    }

    /** What a saved state holds of a loop: the outputs of its steps, else its entry in the history. */
    static LoopContent of(LoopState state, int loopId) {
        Map<@Nullable Object, @Nullable Object> out = state.out(loopId);
        LoopHistory.Past past = state.past(loopId).orElse(LoopHistory.Past.NONE);
        Object experiment = Stream.concat(experiments(out), Stream.ofNullable(past.experiment()))
                .filter(SessionValues::isExperiment)
                .findFirst()
                .orElse(null);
        Object idea = Stream.of(
                        Stream.ofNullable(out.get("propose")),
                        Stream.ofNullable(
                                PickledValues.entries(out.get("direct_exp_gen")).get("propose")),
                        Stream.ofNullable(past.hypothesis()),
                        Stream.ofNullable(PickledValues.attribute(experiment, "hypothesis")))
                .flatMap(one -> one)
                .findFirst()
                .orElse(null);
        Object feedback = out.get("feedback") == null ? past.feedback() : out.get("feedback");
        boolean ran = SessionValues.isExperiment(out.get("running")) || SessionValues.result(experiment) != null;
        return new LoopContent(idea, experiment, experiment, null, feedback, ran);
    }

    /** The experiment as the steps left it, the newest first. */
    static Stream<Object> experiments(Map<@Nullable Object, @Nullable Object> out) {
        Object direct = out.get("direct_exp_gen");
        Stream<@Nullable Object> all = Stream.of(
                out.get("running"),
                out.get("coding"),
                out.get("exp_gen"),
                PickledValues.entries(direct).get("exp_gen"),
                direct);
        return all.filter(Objects::nonNull).map(Objects::requireNonNull).filter(SessionValues::isExperiment);
    }
}

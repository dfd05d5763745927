package dev.loopline.kit.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the step files of a loop are about the run whose trace is read. In one folder they are taken to be. RD-Agent's
 * web server keeps the traces of its tasks apart but lets all of them write one session folder, where a later task overwrites
 * the same numbers; then the idea of the loop, else the folder of its experiment, has to be the same on both sides. Safe for all
 * threads.
 */
final class LoopJoin {

    private final RunFiles files;

    LoopJoin(RunFiles files) {
        this.files = files;
    }

    /**
     * The step files that are about the run of the trace.
     *
     * @param steps in the order of their numbers; none if all are about another run
     * @param reason why some are not, one sentence without end; empty text if all are
     */
    record Answer(List<StepFile> steps, String reason) {

        boolean isOfAnotherRun() {
            return steps.isEmpty() && !reason.isEmpty();
        }
    }

    /** Of two runs the one that was overwritten has only the files of the highest numbers left. */
    Answer of(int loopId) {
        List<StepFile> steps = files.session().steps(loopId);
        Path trace = files.trace();
        Optional<RunLayout> layout =
                trace == null || !files.areApart() ? Optional.empty() : RunLayout.of(trace, loopId);
        if (layout.isEmpty() || steps.isEmpty()) {
            return new Answer(steps, "");
        }
        StepFile newest = steps.stream()
                .max(Comparator.comparing(StepFile::modifiedAt).thenComparing(StepFile::number))
                .orElseThrow();
        StepFile last = LoopJudge.lastFile(steps).orElse(newest);
        String ofLast = whyNot(loopId, last, layout.get());
        if (ofLast.isEmpty()) {
            return new Answer(steps, "");
        }
        boolean begunAnew = newest.number() < last.number()
                && whyNot(loopId, newest, layout.get()).isEmpty();
        return new Answer(
                begunAnew
                        ? steps.stream()
                                .filter(step -> step.number() <= newest.number())
                                .toList()
                        : List.of(),
                ofLast);
    }

    /** Why a step file is not about the run of the trace; empty text if it is. */
    private String whyNot(int loopId, StepFile step, RunLayout layout) {
        RunFiles.Tried tried = files.state(loopId, step);
        LoopState state = tried.state();
        if (state == null) {
            return step.name() + " may be of another run and is not read: " + tried.refusal();
        }
        TracePickles pickles = TracePickles.find(layout, new ArrayList<>());
        TracePickles own = layout.knowsLoops() ? pickles.ofNewestRun() : pickles.within(state.spans(loopId));
        return isSame(loopId, state, own) ? "" : step.name() + " is of another run";
    }

    private boolean isSame(int loopId, LoopState state, TracePickles pickles) {
        LoopContent saved = LoopContent.of(state, loopId);
        Object logged = value(pickles, Tag.HYPOTHESIS);
        Optional<Boolean> idea = equal(idea(saved.hypothesis()), idea(logged));
        if (idea.isPresent()) {
            return idea.get();
        }
        Object experiment = value(pickles, Tag.RUNNER);
        return equal(SessionValues.experimentPath(saved.experiment()), SessionValues.experimentPath(experiment))
                .orElseGet(() -> !pickles.within(state.spans(loopId)).isEmpty());
    }

    private @Nullable Object value(TracePickles pickles, Tag tag) {
        return pickles.newest(tag)
                .map(pickle -> files.value(pickle, new ArrayList<>()))
                .orElse(null);
    }

    /** Whether two sources speak of one idea; empty if one of them does not say. */
    static Optional<Boolean> sameIdea(LoopContent one, LoopContent other) {
        return equal(idea(one.hypothesis()), idea(other.hypothesis()));
    }

    private static Optional<String> idea(@Nullable Object hypothesis) {
        return SessionValues.hypothesis(hypothesis).flatMap(idea -> Optional.ofNullable(idea.hypothesis()));
    }

    private static Optional<Boolean> equal(Optional<String> one, Optional<String> other) {
        return one.isPresent() && other.isPresent() ? Optional.of(one.equals(other)) : Optional.empty();
    }
}

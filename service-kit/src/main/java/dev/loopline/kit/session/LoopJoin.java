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
     * Whether they are about the same run.
     *
     * @param reason why not, one sentence without end; empty text if they are
     */
    record Answer(boolean same, String reason) {
        static final Answer YES = new Answer(true, "");
    }

    Answer of(int loopId) {
        Path trace = files.trace();
        List<StepFile> steps = files.session().steps(loopId);
        if (trace == null || !files.areApart()) {
            return Answer.YES;
        }
        Optional<RunLayout> layout = RunLayout.of(trace, loopId);
        if (layout.isEmpty() || steps.isEmpty()) {
            return Answer.YES;
        }
        StepFile step = LoopJudge.lastFile(steps)
                .orElseGet(() -> steps.stream()
                        .max(Comparator.comparing(StepFile::modifiedAt))
                        .orElseThrow());
        RunFiles.Tried tried = files.state(loopId, step);
        LoopState state = tried.state();
        if (state == null) {
            return new Answer(false, step.name() + " may be of another run and is not read: " + tried.refusal());
        }
        TracePickles pickles = TracePickles.find(layout.get(), new ArrayList<>());
        TracePickles own = layout.get().knowsLoops() ? pickles.ofNewestRun() : pickles.within(state.spans(loopId));
        return isSame(loopId, state, own)
                ? Answer.YES
                : new Answer(false, "the step files of this number are of another run");
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

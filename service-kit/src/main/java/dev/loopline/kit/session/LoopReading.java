package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickleHead;
import dev.loopline.kit.session.SessionFolder.Saved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts one loop together from one run. The trace is read first, being small; the saved state is read where the trace may hold
 * pickles of several runs, or lacks something, or has pickles that are refused. For one thread, for one loop.
 */
final class LoopReading {

    private final RunFiles files;
    private final int loopId;
    private final List<String> notes = new ArrayList<>();
    private final LoopJoin.Answer joined;
    private final List<StepFile> steps;
    private final Optional<RunLayout> layout;
    private final TracePickles pickles;

    LoopReading(RunFiles files, int loopId) {
        this.files = files;
        this.loopId = loopId;
        this.joined = new LoopJoin(files).of(loopId);
        this.steps = joined.steps();
        Path trace = files.trace();
        this.layout = trace == null ? Optional.empty() : RunLayout.of(trace, loopId);
        this.pickles = layout.map(one -> TracePickles.find(one, notes)).orElseGet(TracePickles::none);
    }

    SessionLoop read() {
        if (isOfOneRun()) {
            LoopContent logged = content(pickles);
            boolean isEnough = isComplete(logged) && generationByNames() != Generation.UNKNOWN;
            if (isEnough) {
                return LoopFacts.of(loopId, generationByNames(), List.of(logged), notes);
            }
            return state().map(state -> both(state, logged)).orElseGet(() -> alone(logged));
        }
        if (joined.isOfAnotherRun()) {
            notes.add(joined.reason());
            return alone(content(pickles.ofNewestRun()));
        }
        return state().map(this::stateFirst).orElseGet(this::byProcess);
    }

    /** Whether nothing hints at pickles or step files of another run. */
    private boolean isOfOneRun() {
        boolean apart = files.areApart() && layout.isPresent();
        return !isFlat() && !apart && !pickles.mayBeOfSeveralRuns() && !hasNewerRun();
    }

    private boolean isFlat() {
        return layout.isPresent() && !layout.get().knowsLoops();
    }

    /** Whether a step before the last file was written after it: then another run has begun this number anew. */
    private boolean hasNewerRun() {
        return LoopJudge.lastFile(steps)
                .map(last -> steps.stream()
                        .anyMatch(step -> step.number() < last.number()
                                && step.modifiedAt().isAfter(last.modifiedAt())))
                .orElse(false);
    }

    /** Whether it has all that a loop at this step can have. */
    private boolean isComplete(LoopContent content) {
        boolean concluded = LoopJudge.lastFile(steps).isPresent();
        return SessionValues.hypothesis(content.hypothesis()).isPresent()
                && !SessionValues.tasks(content.tasks()).isEmpty()
                && SessionValues.experimentPath(content.experiment()).isPresent()
                && (!concluded || SessionValues.feedback(content.feedback()).isPresent());
    }

    private SessionLoop both(LoopState state, LoopContent logged) {
        LoopContent saved = LoopContent.of(state, loopId);
        boolean same = LoopJoin.sameIdea(logged, saved).orElse(true);
        if (!same) {
            notes.add("the trace holds another idea than the saved state and is not used");
        }
        return LoopFacts.of(loopId, generation(state), same ? List.of(logged, saved) : List.of(saved), notes);
    }

    /**
     * The state is of one run; the trace adds what was logged in that run's time and by its process. A state that is older than
     * the loop's end does not know that time to its end.
     */
    private SessionLoop stateFirst(LoopState state) {
        LoopContent saved = LoopContent.of(state, loopId);
        List<LoopContent> sources = new ArrayList<>(List.of(saved));
        if (!isComplete(saved)) {
            List<SessionState.Span> spans = state.spans(loopId);
            boolean timed = !spans.isEmpty() && LoopJudge.lastFile(steps).equals(Optional.of(state.file()));
            TracePickles own = timed || isFlat() ? pickles.within(spans) : pickles;
            LoopContent logged = content(own.ofNewestRun());
            if (LoopJoin.sameIdea(logged, saved).orElse(true)) {
                sources.add(logged);
            }
        }
        return LoopFacts.of(loopId, generation(state), sources, notes);
    }

    /** No state: pickles are distinguished by process and time, and where the trace has no loop numbers not at all. */
    private SessionLoop byProcess() {
        if (isFlat() && pickles.of(Tag.HYPOTHESIS).size() > 1) {
            notes.add("which of the trace's pickles are of loop " + loopId + " is not known without a saved state");
            return alone(LoopContent.NONE);
        }
        return alone(content(pickles.ofNewestRun()));
    }

    private SessionLoop alone(LoopContent logged) {
        if (pickles.isEmpty() && steps.isEmpty()) {
            notes.add("there is nothing of loop " + loopId);
        }
        return LoopFacts.of(loopId, generationByNames(), List.of(logged), notes);
    }

    private LoopContent content(TracePickles some) {
        Object runner = value(some, Tag.RUNNER);
        // The experiment as it ran says all that it said before it ran.
        Object coder = runner == null ? value(some, Tag.CODER) : null;
        Object experiment = SessionValues.isExperiment(runner) ? runner : coder;
        Object feedback = value(some, Tag.FEEDBACK);
        return new LoopContent(
                value(some, Tag.HYPOTHESIS),
                value(some, Tag.EXPERIMENT),
                SessionValues.isExperiment(experiment) ? experiment : null,
                coder,
                feedback,
                SessionValues.isExperiment(runner));
    }

    private @Nullable Object value(TracePickles some, Tag tag) {
        return some.newest(tag).map(pickle -> files.value(pickle, notes)).orElse(null);
    }

    /**
     * The state to read the loop from: its last file, which is of the run that finished it; without one, or if that is refused,
     * the newest state that knows the loop, if no newer run has begun.
     */
    private Optional<LoopState> state() {
        Optional<StepFile> last = LoopJudge.lastFile(steps);
        if (last.isPresent()) {
            RunFiles.Tried tried = files.state(loopId, last.get());
            if (tried.state() != null) {
                return Optional.of(tried.state());
            }
            notes.add(loopId + "/" + last.get().name() + " is not read: " + tried.refusal());
        }
        if (hasNewerRun()) {
            return Optional.empty();
        }
        return candidates()
                .flatMap(saved -> Stream.ofNullable(
                        files.state(saved.loopId(), saved.file()).state()))
                .filter(state -> LoopContent.of(state, loopId).saysSomething())
                .findFirst();
    }

    /** The newest files of the run, unless another run may share the folder, then the newest of the loop. */
    private Stream<Saved> candidates() {
        return Stream.concat(
                files.session().newestFirst().stream().limit(files.areApart() ? 0 : LoopJudge.TRIES),
                steps.stream()
                        .sorted(Comparator.comparing(StepFile::modifiedAt).reversed())
                        .map(step -> new Saved(loopId, step)));
    }

    private Generation generation(LoopState state) {
        Generation named = generationByNames();
        return named == Generation.UNKNOWN ? state.generation() : named;
    }

    /** By what can be seen without reading a state. */
    private Generation generationByNames() {
        Generation bySteps = Generation.of(steps);
        if (bySteps != Generation.UNKNOWN) {
            return bySteps;
        }
        Generation byLayout = layout.map(RunLayout::generation).orElse(Generation.UNKNOWN);
        if (byLayout != Generation.UNKNOWN) {
            return byLayout;
        }
        boolean signed = !steps.isEmpty()
                && files.head(loopId, steps.get(0)).map(PickleHead::signed).orElse(false);
        return signed ? Generation.V1_0 : Generation.UNKNOWN;
    }
}

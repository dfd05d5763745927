package dev.loopline.kit.session;

import dev.loopline.kit.pickle.PickleHead;
import dev.loopline.kit.session.SessionFolder.Saved;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Decides whether a loop is over: by the names of its step files, where they do not say it by the state in them, and if there
 * are none by the trace. Safe for all threads.
 */
final class LoopJudge {

    /** How many of the newest step files are tried until one can be read. */
    static final int TRIES = 3;

    private final RunFiles files;
    private final LoopJoin join;

    LoopJudge(RunFiles files) {
        this.files = files;
        this.join = new LoopJoin(files);
    }

    LoopEnd end(int loopId) {
        LoopJoin.Answer joined = join.of(loopId);
        List<StepFile> steps = joined.steps();
        if (steps.isEmpty()) {
            return byTrace(loopId, joined);
        }
        LoopEnd end = lastFile(steps).map(last -> byFile(loopId, last)).orElseGet(() -> half(steps));
        return end instanceof LoopEnd.Finished ? end : byLaterState(loopId, steps, end);
    }

    /** The file that ends the loop, or may do so; the one of the highest number. */
    static Optional<StepFile> lastFile(List<StepFile> steps) {
        return steps.stream().filter(Generation::mayEndALoop).max(Comparator.comparing(StepFile::number));
    }

    private LoopEnd byFile(int loopId, StepFile last) {
        if (!Generation.mayGoOn(last)) {
            return new LoopEnd.Finished(last, "RD-Agent has written " + last.name() + ", its last file of a loop");
        }
        boolean signed = files.head(loopId, last).map(PickleHead::signed).orElse(false);
        if (signed) {
            return new LoopEnd.Open(last.name() + " is signed, and an RD-Agent that signs records the loop after that");
        }
        RunFiles.Tried tried = files.state(loopId, last);
        LoopState state = tried.state();
        if (state == null) {
            return hasRecords()
                    ? new LoopEnd.Open("other loops of the session have a record after " + last.name())
                    : new LoopEnd.Undecided(
                            last,
                            "whether " + last.name()
                                    + " is the last file of the loop stands in it, and it is not read: "
                                    + tried.refusal());
        }
        return state.isOver(loopId)
                ? new LoopEnd.Finished(last, last.name() + " says that the loop is recorded already")
                : new LoopEnd.Open(last.name() + " says that the loop is not recorded yet");
    }

    private boolean hasRecords() {
        return files.session().loops().stream()
                .flatMap(loopId -> files.session().steps(loopId).stream())
                .anyMatch(step -> !Generation.mayGoOn(step)
                        && step.number() == Generation.V1_0.steps().size() - 1
                        && Generation.of(List.of(step)) == Generation.V1_0);
    }

    private static LoopEnd half(List<StepFile> steps) {
        return new LoopEnd.Open("its newest step file is " + newest(steps).name() + ", after which others follow");
    }

    private static StepFile newest(List<StepFile> steps) {
        return steps.stream()
                .max(Comparator.comparing(StepFile::modifiedAt).thenComparing(StepFile::number))
                .orElseThrow();
    }

    /** What a later state of the same run says of a loop whose own files do not say that it is over. */
    private LoopEnd byLaterState(int loopId, List<StepFile> steps, LoopEnd own) {
        List<String> refusals = new ArrayList<>();
        Optional<LoopState> later = laterState(refusals, new Saved(loopId, newest(steps)));
        if (later.isPresent() && later.get().isOver(loopId)) {
            boolean whole = own instanceof LoopEnd.Undecided && later.get().generation() != Generation.V1_0;
            String reason = "a later state of the run says that the loop is over";
            return lastFile(steps)
                    .filter(last -> whole)
                    .map(last -> (LoopEnd) new LoopEnd.Finished(last, reason))
                    .orElseGet(() -> new LoopEnd.WithoutFile(
                            "its newest step file is " + newest(steps).name() + ", but " + reason));
        }
        return own instanceof LoopEnd.Open && !refusals.isEmpty()
                ? new LoopEnd.Open(own.reason() + "; a later state is not read: " + refusals.get(0))
                : own;
    }

    /** The newest state that can be read and is newer than a file. */
    private Optional<LoopState> laterState(List<String> refusals, Saved than) {
        if (files.areApart()) {
            return Optional.empty(); // a later state may be of another run that shares the session folder
        }
        return files.session().newestFirst().stream()
                .filter(saved -> Saved.BY_AGE.compare(saved, than) > 0)
                .limit(TRIES)
                .map(saved -> files.state(saved.loopId(), saved.file()))
                .flatMap(tried -> {
                    if (tried.state() == null) {
                        refusals.add(tried.refusal());
                    }
                    return Optional.ofNullable(tried.state()).stream();
                })
                .findFirst();
    }

    private LoopEnd byTrace(int loopId, LoopJoin.Answer joined) {
        Path trace = files.trace();
        TracePickles pickles = trace == null
                ? TracePickles.none()
                : RunLayout.of(trace, loopId)
                        .filter(RunLayout::knowsLoops)
                        .map(layout -> TracePickles.find(layout, new ArrayList<>()))
                        .orElseGet(TracePickles::none);
        Optional<TracePickle> recorded = pickles.newest(Tag.RECORDED);
        if (recorded.isPresent()) {
            return new LoopEnd.FinishedByTrace(recorded.get().at(), "its trace has the times of its record step");
        }
        if (isOverByNewestState(loopId)) {
            return new LoopEnd.WithoutFile("it has no step file, but the newest state of the run says that it is over");
        }
        String why = joined.isOfAnotherRun() ? joined.reason() : "it has no step file";
        return pickles.newest(Tag.FEEDBACK).isPresent()
                ? new LoopEnd.Undecided(null, why + "; its trace has a feedback, after which a record may follow")
                : new LoopEnd.Open(why + "; its trace has no feedback");
    }

    private boolean isOverByNewestState(int loopId) {
        return !files.areApart()
                && newestState().map(state -> state.isOver(loopId)).orElse(false);
    }

    /** The newest state of the run that can be read. */
    Optional<LoopState> newestState() {
        return files.session().newestFirst().stream()
                .limit(TRIES)
                .flatMap(saved -> Optional.ofNullable(
                        files.state(saved.loopId(), saved.file()).state())
                        .stream())
                .findFirst();
    }
}

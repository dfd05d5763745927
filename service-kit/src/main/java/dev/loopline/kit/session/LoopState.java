package dev.loopline.kit.session;

import dev.loopline.kit.pickle.Pickle;
import dev.loopline.kit.pickle.PickledObject;
import dev.loopline.kit.session.LoopHistory.Past;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The loop object that RD-Agent pickles into each step file. Until 0.4 it knows one loop at a time: its step is a number and
 * its outputs are by step. Since 0.5 it knows all loops of the run: both are by loop. Not to be changed after reading, and then
 * safe for all threads.
 */
final class LoopState {

    private static final int MAX_LOOPS = 100_000;
    private static final String RECORD = "record";
    private static final String FEEDBACK = "feedback";

    private final int fileLoop;
    private final StepFile file;
    private final boolean signed;
    private final PickledObject loop;
    /** As since 0.5. */
    private final boolean knowsAllLoops;

    private final LoopHistory history;
    private final @Nullable Integer nextLoop;
    private final Map<Integer, Integer> nextSteps;

    private LoopState(int fileLoop, StepFile file, boolean signed, PickledObject loop) {
        this.fileLoop = fileLoop;
        this.file = file;
        this.signed = signed;
        this.loop = loop;
        this.knowsAllLoops = PickledValues.isDict(attribute("step_idx"));
        this.history = new LoopHistory(attribute("trace"));
        this.nextLoop = PickledValues.integer(attribute("loop_idx"));
        this.nextSteps = nextSteps(attribute("step_idx"), nextLoop);
    }

    /** Empty if the pickle holds no object that says how far its steps are. */
    static Optional<LoopState> of(int fileLoop, StepFile file, Pickle pickle) {
        return PickledValues.object(pickle.value())
                .filter(object -> object.attribute("step_idx").isPresent())
                .map(object -> new LoopState(fileLoop, file, pickle.signed(), object));
    }

    boolean isSigned() {
        return signed;
    }

    String loopClass() {
        return loop.className();
    }

    StepFile file() {
        return file;
    }

    /** What the steps of a loop gave, by their names. */
    Map<@Nullable Object, @Nullable Object> out(int loopId) {
        Object out = attribute("loop_prev_out");
        if (knowsAllLoops) {
            return PickledValues.entries(PickledValues.entries(out).get((long) loopId));
        }
        if (loopId != fileLoop) {
            return Map.of();
        }
        // 0.3 leaves what a loop gave that was skipped until the next loop has come as far.
        List<String> done = Generation.stepsUpTo(file);
        Map<@Nullable Object, @Nullable Object> own = new LinkedHashMap<>(PickledValues.entries(out));
        own.keySet()
                .removeIf(step -> !(step instanceof String name)
                        || (!done.isEmpty() && !name.startsWith("_") && !done.contains(name)));
        return own;
    }

    /** The entry of the history that is about a loop; empty if there is none yet, or nothing says which it is. */
    Optional<Past> past(int loopId) {
        if (knowsAllLoops) {
            return history.about(loopId, out(loopId));
        }
        if (!isOver(loopId)) {
            return Optional.empty();
        }
        // Until 0.4 loops came one after another, and since 0.4 a loop that was skipped has an entry as well.
        return loopId == fileLoop
                ? history.last()
                : generation() == Generation.V0_4 ? history.at(loopId) : Optional.empty();
    }

    /** Whether RD-Agent took the loop to be over when it wrote this. */
    boolean isOver(int loopId) {
        if (!knowsAllLoops) {
            return nextLoop != null && nextLoop > loopId;
        }
        Map<@Nullable Object, @Nullable Object> out = out(loopId);
        boolean recorded = out.containsKey(RECORD) || history.names(loopId);
        boolean lastStepGaveNone = out.containsKey(FEEDBACK) && out.get(FEEDBACK) == null;
        Integer next = nextSteps.get(loopId);
        boolean pastAllSteps = next != null && next >= Generation.V1_0.steps().size();
        return recorded
                || lastStepGaveNone
                || pastAllSteps
                || history.about(loopId, out).isPresent();
    }

    Generation generation() {
        return knowsAllLoops ? newGeneration() : oldGeneration();
    }

    private Generation oldGeneration() {
        if (!history.isEmpty()) {
            return history.isOfThreeParts() ? Generation.V0_3 : Generation.V0_4;
        }
        boolean numbered =
                spansOf(fileLoop).stream().anyMatch(span -> PickledValues.attribute(span, "step_idx") != null);
        boolean direct =
                numbered || PickledValues.entries(attribute("loop_prev_out")).containsKey("direct_exp_gen");
        return attribute("step_idx") == null ? Generation.UNKNOWN : direct ? Generation.V0_4 : Generation.V0_3;
    }

    private Generation newGeneration() {
        if (signed
                || nextSteps.values().stream()
                        .anyMatch(next -> next >= Generation.V1_0.steps().size())) {
            return Generation.V1_0;
        }
        boolean ended = false;
        for (Integer loopId : loops()) {
            Map<@Nullable Object, @Nullable Object> out = out(loopId);
            boolean commented = out.containsKey(FEEDBACK);
            if (out.containsKey(RECORD) || (commented && !isOver(loopId))) {
                return Generation.V1_0;
            }
            ended |= commented;
        }
        return ended || attribute("plan") == null ? Generation.V0_5 : Generation.V1_0;
    }

    /** The loops that it knows outputs or times of. */
    private Set<Integer> loops() {
        Set<Integer> loops = new HashSet<>();
        Stream.of("loop_prev_out", "loop_trace")
                .flatMap(name -> PickledValues.entries(attribute(name)).keySet().stream())
                .map(PickledValues::integer)
                .filter(loopId -> loopId != null && loopId >= 0)
                .limit(MAX_LOOPS)
                .forEach(loops::add);
        return loops;
    }

    private List<?> spansOf(int loopId) {
        return PickledValues.items(
                PickledValues.entries(attribute("loop_trace")).get((long) loopId));
    }

    /** The times of the steps of a loop; what is no pair of times is left out. */
    List<SessionState.Span> spans(int loopId) {
        List<SessionState.Span> spans = new ArrayList<>();
        for (Object span : spansOf(loopId)) {
            Instant start = PickledValues.instant(PickledValues.attribute(span, "start"));
            Instant end = PickledValues.instant(PickledValues.attribute(span, "end"));
            if (start != null && end != null && !end.isBefore(start)) {
                spans.add(new SessionState.Span(start, end));
            }
        }
        return spans;
    }

    private static Map<Integer, Integer> nextSteps(@Nullable Object steps, @Nullable Integer current) {
        Map<Integer, Integer> next = new LinkedHashMap<>();
        Integer one = PickledValues.integer(steps);
        if (one != null && current != null) {
            next.put(current, one);
        }
        PickledValues.entries(steps).forEach((key, value) -> {
            Integer loopId = PickledValues.integer(key);
            Integer step = PickledValues.integer(value);
            if (loopId != null && step != null && next.size() < MAX_LOOPS) {
                next.put(loopId, step);
            }
        });
        return next;
    }

    /** The error because of which steps of a loop were skipped. */
    private Optional<String> skipped(int loopId) {
        return PickledValues.object(out(loopId).get("_EXCEPTION")).map(error -> {
            String name = error.className().substring(error.className().lastIndexOf('.') + 1);
            return error.arguments().isEmpty() || !(error.arguments().get(0) instanceof String text)
                    ? name
                    : name + ": " + SessionValues.limited(text);
        });
    }

    SessionState summary() {
        Set<Integer> loops = loops();
        Map<Integer, List<SessionState.Span>> spans = new LinkedHashMap<>();
        Map<Integer, String> skipped = new LinkedHashMap<>();
        Set<Integer> over = new HashSet<>();
        history.loops().forEach(over::add);
        for (Integer loopId : loops) {
            spans.put(loopId, spans(loopId));
            skipped(loopId).ifPresent(error -> skipped.put(loopId, error));
            if (isOver(loopId)) {
                over.add(loopId);
            }
        }
        return new SessionState(
                fileLoop,
                file,
                signed,
                loopClass(),
                Scenarios.ofLoop(loopClass()),
                generation(),
                nextLoop,
                nextSteps,
                spans,
                over,
                skipped,
                taskRunId());
    }

    private @Nullable String taskRunId() {
        return Arrays.stream(new String[] {"task_run_id", "task_id", "run_id"})
                .map(this::attribute)
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .findFirst()
                .orElse(null);
    }

    private @Nullable Object attribute(String name) {
        return loop.attribute(name).orElse(null);
    }
}

package dev.loopline.kit.session;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a step file says about its run, apart from the content of the loops.
 *
 * @param loopId the loop below whose number the file lies
 * @param file the file
 * @param signed whether it is in RD-Agent's signed envelope; the signature is not checked
 * @param loopClass module and name of the class of the loop object
 * @param scenario the scenario, by that class
 * @param generation which generation of RD-Agent wrote it
 * @param nextLoop the loop that starts next, counted from the start of the process; null if it does not say
 * @param nextSteps loop to the position of its next step
 * @param spans loop to the times of its steps, in their order
 * @param recorded loops that its history holds, as far as it says whose an entry is
 * @param skipped loop to the error because of which steps were skipped
 * @param taskRunId the id of the task run, where a fork keeps one; null otherwise
 */
public record SessionState(
        int loopId,
        StepFile file,
        boolean signed,
        String loopClass,
        Scenario scenario,
        Generation generation,
        @Nullable Integer nextLoop,
        Map<Integer, Integer> nextSteps,
        Map<Integer, List<Span>> spans,
        Set<Integer> recorded,
        Map<Integer, String> skipped,
        @Nullable String taskRunId) {

    /**
     * When a step ran.
     *
     * @param start its beginning, in UTC
     * @param end its end, not before the start
     */
    public record Span(Instant start, Instant end) {}

    public SessionState {
        nextSteps = Map.copyOf(nextSteps);
        spans = spans.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, entry -> List.copyOf(entry.getValue())));
        recorded = Set.copyOf(recorded);
        skipped = Map.copyOf(skipped);
    }
}

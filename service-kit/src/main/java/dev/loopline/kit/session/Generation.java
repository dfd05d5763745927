package dev.loopline.kit.session;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * The generations of RD-Agent that write their logs and sessions differently, oldest first. A generation is recognised by what a
 * run left on disk, never by a version number: RD-Agent records none in its logs. A new one is a row here, and a {@link
 * RunLayout} if it lays out its trace in a new way.
 */
public enum Generation {
    /** 0.3: no loop number in the trace, tags below {@code r}, {@code d} and {@code ef}; two steps before the coding. */
    V0_3(
            List.of("propose", "exp_gen", "coding", "running", "feedback"),
            List.of("propose_hypo_exp", "propose", "exp_gen", "coding", "running", "feedback")),
    /** 0.4: {@code Loop_<n>} with the short names of 0.3 below each step. */
    V0_4(
            List.of("direct_exp_gen", "coding", "running", "feedback"),
            List.of("propose_hypo_exp", "propose", "direct_exp_gen", "coding", "running", "feedback")),
    /** 0.5 to 0.8, main until February 2026, and the known fork: {@code Loop_<n>/<step>/<tag>}. */
    V0_5(List.of("direct_exp_gen", "coding", "running", "feedback"), List.of()),
    /** Main since March 2026 and 1.0: as before, and a step that records the loop after its feedback. */
    V1_0(List.of("direct_exp_gen", "coding", "running", "feedback", "record"), List.of()),
    /** Nothing tells. */
    UNKNOWN(List.of(), List.of());

    private final List<String> steps;
    private final List<String> stepsOfReports;

    Generation(List<String> steps, List<String> stepsOfReports) {
        this.steps = steps;
        this.stepsOfReports = stepsOfReports;
    }

    /** The names of the steps of one loop, in their order; empty if the generation is not known. */
    public List<String> steps() {
        return steps;
    }

    /** The only generation that names and numbers its steps like all of these; unknown if there are several or none. */
    static Generation of(Collection<StepFile> files) {
        List<Generation> fitting = Arrays.stream(values())
                .filter(one -> one.lists().anyMatch(list -> files.stream().allMatch(file -> has(list, file))))
                .toList();
        return fitting.size() == 1 && !files.isEmpty() ? fitting.get(0) : UNKNOWN;
    }

    /** Whether some generation writes this file last. */
    static boolean mayEndALoop(StepFile file) {
        return Arrays.stream(values()).flatMap(Generation::lists).anyMatch(list -> isLast(list, file));
    }

    /** Whether some generation writes another file after this. */
    static boolean mayGoOn(StepFile file) {
        return Arrays.stream(values())
                .flatMap(Generation::lists)
                .anyMatch(list -> has(list, file) && !isLast(list, file));
    }

    /** The steps that were done when this file was written, by the generations that know it; none if none does. */
    static List<String> stepsUpTo(StepFile file) {
        return Arrays.stream(values())
                .flatMap(Generation::lists)
                .filter(list -> has(list, file))
                .flatMap(list -> list.subList(0, file.number() + 1).stream())
                .distinct()
                .toList();
    }

    private Stream<List<String>> lists() {
        return Stream.of(steps, stepsOfReports).filter(list -> !list.isEmpty());
    }

    private static boolean has(List<String> list, StepFile file) {
        return file.number() < list.size() && list.get(file.number()).equals(file.step());
    }

    private static boolean isLast(List<String> list, StepFile file) {
        return has(list, file) && file.number() == list.size() - 1;
    }
}

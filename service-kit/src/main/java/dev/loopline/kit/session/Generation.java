package dev.loopline.kit.session;

import java.util.List;

/**
 * The generations of RD-Agent that write their logs and sessions differently, oldest first. A generation is told by what a
 * run left on disk, never by a version number: RD-Agent records none in its logs.
 */
public enum Generation {
    /** 0.3: no loop number in the trace, tags below {@code r}, {@code d} and {@code ef}; two steps before the coding. */
    V0_3("propose", "exp_gen", "coding", "running", "feedback"),
    /** 0.4: {@code Loop_<n>} with the short names of 0.3 below each step. */
    V0_4("direct_exp_gen", "coding", "running", "feedback"),
    /** 0.5 to 0.8, main until February 2026, and the known fork: {@code Loop_<n>/<step>/<tag>}. */
    V0_5("direct_exp_gen", "coding", "running", "feedback"),
    /** Main since March 2026 and 1.0: as before, and a step that records the loop after its feedback. */
    V1_0("direct_exp_gen", "coding", "running", "feedback", "record"),
    /** Nothing tells. */
    UNKNOWN;

    private final List<String> steps;

    Generation(String... steps) {
        this.steps = List.of(steps);
    }

    /** The names of the steps of one loop, in their order; empty if the generation is not known. */
    public List<String> steps() {
        return steps;
    }
}

package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.Pandas;
import java.util.ArrayList;
import java.util.List;

/** The generations of RD-Agent that write differently. */
public enum Generation {
    /** 0.3.0, October 2024: short tags without loop numbers, the step {@code exp_gen}, the factor table as a pickle. */
    V0_3,
    /** 0.4.0, April 2025: {@code Loop_<n>} with short tags. */
    V0_4,
    /** 0.5 to 0.7, summer of 2025: long tags, all loops in each state, parallel loops. */
    V0_5,
    /** 0.8 and main until February 2026: {@code time_info}, a failing step is saved. */
    V0_8,
    /** The fork of February 2026: the engine of 0.8 and a registry. */
    FORK,
    /** main from March to August 2026: the step {@code record}. */
    MAIN,
    /** main since September 2026: every pickle in a signed envelope, {@code ret.parquet}. */
    SIGNED;

    /** The steps of a run, in order; the last one ends a loop. */
    public List<String> steps(RunKind kind) {
        List<String> steps = new ArrayList<>();
        if (shortTags() && kind == RunKind.REPORT) {
            steps.add("propose_hypo_exp");
        }
        if (this == V0_3 || shortTags() && kind == RunKind.REPORT) {
            steps.add("propose");
        }
        steps.add(this == V0_3 ? "exp_gen" : "direct_exp_gen");
        steps.addAll(List.of("coding", "running", "feedback"));
        if (recordsApart()) {
            steps.add("record");
        }
        return List.copyOf(steps);
    }

    /** The name of the file that ends a loop, such as {@code 4_record}. */
    public String lastFile(RunKind kind) {
        List<String> steps = steps(kind);
        return steps.size() - 1 + "_" + steps.get(steps.size() - 1);
    }

    /** Whether tags begin with {@code r}, {@code d} or {@code ef}, and states hold one loop only. */
    boolean shortTags() {
        return this == V0_3 || this == V0_4;
    }

    boolean recordsApart() {
        return this == MAIN || this == SIGNED;
    }

    /** Whether each step leaves its times, and a failing step a state. */
    boolean timesSteps() {
        return compareTo(V0_8) >= 0;
    }

    /** Whether results are in {@code running_info}, which came with 0.7. */
    boolean runningInfo() {
        return compareTo(V0_8) >= 0;
    }

    int protocol() {
        return this == SIGNED ? 5 : 4;
    }

    boolean signed() {
        return this == SIGNED;
    }

    Pandas pandas() {
        return shortTags() ? Pandas.OLD : Pandas.NEW;
    }

    /** The module of the loop's own small classes. */
    String loopModule() {
        return shortTags() ? "rdagent.utils.workflow" : "rdagent.utils.workflow.loop";
    }
}

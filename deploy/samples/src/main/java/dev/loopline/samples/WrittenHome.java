package dev.loopline.samples;

import dev.loopline.samples.plan.Flaw;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RdAgentHome;
import dev.loopline.samples.runs.RunHome;
import java.util.List;

/**
 * A sample home on disk. Its loops of the three plain layouts are described as they were planned, those of RD-Agent's generations and
 * awkward structures as a reader should find them.
 *
 * @param home where things lie in it
 * @param loops all loops of the plain layouts, those with flaws last
 * @param runs what structures have written
 */
public record WrittenHome(RdAgentHome home, List<WrittenLoop> loops, RunHome runs) {

    public WrittenHome {
        loops = List.copyOf(loops);
    }

    /** Loops of the plain layouts that should reach AIstock. */
    public List<WrittenLoop> withResult() {
        return loops.stream().filter(WrittenLoop::hasResult).toList();
    }

    /** Loops with which RD-Agent is done, with or without result. */
    public List<WrittenLoop> finished() {
        return loops.stream().filter(WrittenLoop::finished).toList();
    }

    /** Loops that are at work for ever. */
    public List<WrittenLoop> running() {
        return loops.stream().filter(loop -> loop.outcome() == Outcome.RUNNING).toList();
    }

    /** Loops that a process left half done when it died. */
    public List<WrittenLoop> crashed() {
        return loops.stream().filter(loop -> loop.outcome() == Outcome.CRASHED).toList();
    }

    /** The loop that has a flaw. */
    public WrittenLoop with(Flaw flaw) {
        return loops.stream()
                .filter(loop -> loop.flaws().contains(flaw))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("The home was written without " + flaw));
    }

    /** The loop of a task run and number. */
    public WrittenLoop loop(String taskRunId, int loopId) {
        return loops.stream()
                .filter(loop -> loop.taskRunId().equals(taskRunId) && loop.loopId() == loopId)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No loop " + taskRunId + "/" + loopId));
    }
}

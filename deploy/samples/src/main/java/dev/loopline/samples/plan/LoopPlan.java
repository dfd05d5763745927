package dev.loopline.samples.plan;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;

/**
 * All that is to be known about one loop before it is written.
 *
 * @param layout where its folders lie
 * @param taskRunId its task run
 * @param loopId its number in the task run
 * @param action factor or model
 * @param traits its peculiarities
 * @param factors the factors it evolved, or, for a model loop, the accepted factors it was trained on
 * @param backtest its figures; written only if it succeeded
 * @param workspaces the experiment workspace first
 * @param startedAt when it began
 * @param endedAt when it ended, or will
 * @param modelBytes size of the weight file
 * @param seed source of all that is random in its files
 */
public record LoopPlan(
        Layout layout,
        String taskRunId,
        int loopId,
        Action action,
        Traits traits,
        List<Factor> factors,
        Backtest backtest,
        List<WorkspacePlan> workspaces,
        Instant startedAt,
        Instant endedAt,
        int modelBytes,
        long seed) {

    public LoopPlan {
        factors = List.copyOf(factors);
        workspaces = List.copyOf(workspaces);
    }

    /** The workspace that holds the backtest. */
    public WorkspacePlan experiment() {
        return workspaces.get(0);
    }

    /** Whether RD-Agent's session log of it is on disk. */
    public boolean sessionLog() {
        return traits.sessionLog();
    }

    /**
     * The folder of its session log, relative to the home: that of its task run, where a task run has one of its own below
     * {@code log/}, else one that is named after the time at which the task run began.
     */
    public String sessionFolder() {
        return layout == Layout.REGISTRY ? "log/" + LoopPlanner.sessionName(this) : "log/" + taskRunId;
    }

    /** The same loop with its session log. */
    public LoopPlan logged() {
        return with(traits.logged(), backtest, endedAt, seed);
    }

    /** Whether the files of a backtest are, or will be, on disk. */
    public boolean succeeds() {
        return traits.outcome() == Outcome.SUCCESS || traits.outcome() == Outcome.RUNNING;
    }

    /** Whether this loop has the given flaw. */
    public boolean has(Flaw flaw) {
        return traits.flaws().contains(flaw);
    }

    /** Randomness for one purpose: the same purpose gives the same numbers, whatever else is written. */
    public SplittableRandom random(String purpose) {
        return new SplittableRandom(seed * 31 + purpose.hashCode());
    }

    /** The same loop with other figures and an accepted idea, as after a second run that ended at the given time. */
    public LoopPlan rerunWith(Backtest other, Instant ended) {
        return with(traits.rerun(), other, ended, seed + 1);
    }

    /** The same loop as it is while RD-Agent runs, before it was carried over by hand. */
    LoopPlan liveWith(boolean registry) {
        boolean plain = layout == Layout.SESSION;
        return with(plain ? traits.plain() : traits.live(registry), backtest, startedAt, seed);
    }

    /** The same loop as plain RD-Agent leaves it, which knows no registry. */
    LoopPlan plain() {
        return with(traits.plain(), backtest, endedAt, seed);
    }

    private LoopPlan with(Traits otherTraits, Backtest otherBacktest, Instant otherEnd, long otherSeed) {
        return new LoopPlan(
                layout,
                taskRunId,
                loopId,
                action,
                otherTraits,
                factors,
                otherBacktest,
                workspaces,
                startedAt,
                otherEnd,
                modelBytes,
                otherSeed);
    }
}

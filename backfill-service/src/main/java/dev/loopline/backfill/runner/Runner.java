package dev.loopline.backfill.runner;

import dev.loopline.backfill.jinja.Variables;
import java.util.Collection;
import java.util.List;

/** The runner of one backtest: what it executed, and with which values. Stateless. */
public final class Runner {

    private final Backtest backtest;

    public Runner(Backtest backtest) {
        this.backtest = backtest;
    }

    /**
     * The files that it may have executed, the likeliest first: one if there is no doubt, none if the folder holds no file that
     * a runner chooses.
     *
     * @param names the configurations in the folder
     */
    public List<String> possible(Collection<String> names) {
        return RunnerRule.possible(backtest, names);
    }

    /** Whether nothing says which base features it filled in, so that they are taken for the usual ones. */
    public boolean hasUsualFeatures() {
        return backtest.experiment() == null;
    }

    /** What it filled into the file. */
    public Variables values() {
        return RunnerValues.of(backtest);
    }
}

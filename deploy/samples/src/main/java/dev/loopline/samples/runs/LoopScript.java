package dev.loopline.samples.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What happens in one loop.
 *
 * @param number its number in the run
 * @param factors what it evolves; empty if it develops a model
 * @param model what it develops, or null
 * @param ending how it ends
 * @param store what mlflow leaves
 * @param cached its figures come from RD-Agent's cache of results: the workspace keeps its templates only
 * @param emptyFigures the backtest left cells of IC empty
 * @param goesOnAs the process that goes on before the backtest, half an hour later; 0 if it is the same one
 */
record LoopScript(
        int number,
        List<RunFactor> factors,
        @Nullable RunModel model,
        Ending ending,
        MlflowStore store,
        boolean cached,
        boolean emptyFigures,
        int goesOnAs) {

    LoopScript {
        factors = List.copyOf(factors);
    }

    static LoopScript factors(int number, List<RunFactor> factors) {
        return new LoopScript(number, factors, null, Ending.ACCEPTED, MlflowStore.NONE, false, false, 0);
    }

    static LoopScript model(int number, RunModel model) {
        return new LoopScript(number, List.of(), model, Ending.ACCEPTED, MlflowStore.NONE, false, false, 0);
    }

    LoopScript ending(Ending end) {
        return new LoopScript(number, factors, model, end, store, cached, emptyFigures, goesOnAs);
    }

    LoopScript store(MlflowStore kept) {
        return new LoopScript(number, factors, model, ending, kept, cached, emptyFigures, goesOnAs);
    }

    LoopScript fromCache() {
        return new LoopScript(number, factors, model, ending, store, true, emptyFigures, goesOnAs);
    }

    LoopScript withEmptyFigures() {
        return new LoopScript(number, factors, model, ending, store, cached, true, goesOnAs);
    }

    LoopScript goingOnAs(int process) {
        return new LoopScript(number, factors, model, ending, store, cached, emptyFigures, process);
    }

    boolean isModel() {
        return model != null;
    }
}

package dev.loopline.samples.runs;

import java.util.ArrayList;
import java.util.List;

/** Runs whose results, weights or code are of one awkward kind. */
final class ResultScenes {

    private ResultScenes() {}

    static void cached(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_8, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1))));
        RunLoop loop = run.loop(LoopScript.factors(1, scene.factors(1)).fromCache());
        scene.expect(scene.expected(loop).states(State.CARRIED, State.REJECTED, State.REPORTED));
    }

    static void emptyFigures(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(2)).withEmptyFigures()));
    }

    static void retParquet(Scene scene) {
        RunSettings settings = scene.run(Generation.MAIN, RunKind.MODEL).with(RunSettings.Way.PARQUET_CURVE);
        scene.expect(new RunWriter(scene.files(), settings).loop(LoopScript.model(0, scene.model())));
    }

    static void mlflow(Scene scene, MlflowStore store) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.MODEL));
        scene.expect(run.loop(LoopScript.model(0, scene.model()).store(store)));
    }

    static void codeStyles(Scene scene) {
        List<RunFactor> factors = new ArrayList<>();
        for (CodeStyle style : CodeStyle.values()) {
            int days = 4 + factors.size();
            RunFactor factor = scene.factor(RunIdea.stretch("close", days), style);
            factors.add(factor);
            for (String former : List.of("Former_", "Discarded_", "Abandoned_", "factor_", "calculate_")) {
                scene.noFactor(former + factor.name());
            }
        }
        List.of("factor", "main", "compute", "save", "calculate_factor", "compute_factor")
                .forEach(scene::noFactor);
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_8, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, factors)));
    }

    static void sameFormula(Scene scene) {
        List<RunFactor> factors = new ArrayList<>();
        for (String field : List.of("open", "high", "volume")) {
            factors.add(scene.factor(RunIdea.rank(field), CodeStyle.CALCULATE));
        }
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, factors)));
    }
}

package dev.loopline.samples.runs;

import java.util.List;

/** Whole runs of each generation. */
final class GenerationScenes {

    private GenerationScenes() {}

    /** Two loops of factors; in main the second one stands on the first. */
    static void factors(Scene scene, Generation generation) {
        RunWriter run = new RunWriter(scene.files(), scene.run(generation, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(2))));
        scene.expect(run.loop(LoopScript.factors(1, List.of(scene.factor())).store(MlflowStore.FILES)));
    }

    static void model(Scene scene, Generation generation) {
        RunWriter run = new RunWriter(scene.files(), scene.run(generation, RunKind.MODEL));
        scene.expect(run.loop(LoopScript.model(0, scene.model()).store(MlflowStore.FILES)));
    }

    static void report(Scene scene, Generation generation) {
        RunWriter run = new RunWriter(scene.files(), scene.run(generation, RunKind.REPORT));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(3))));
    }

    /** Factors, a model, and factors again with the model that was accepted. */
    static void quant(Scene scene, Generation generation) {
        RunWriter run = new RunWriter(scene.files(), scene.run(generation, RunKind.QUANT));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(2))));
        scene.expect(run.loop(LoopScript.model(1, scene.model()).store(MlflowStore.FILES)));
        scene.expect(run.loop(LoopScript.factors(2, List.of(scene.factor()))));
    }
}

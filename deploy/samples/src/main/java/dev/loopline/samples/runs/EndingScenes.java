package dev.loopline.samples.runs;

import java.util.List;

/** Runs that did not go straight from the first step to the last. */
final class EndingScenes {

    private EndingScenes() {}

    static void resumed(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_8, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(2)).goingOnAs(scene.pid() + 5)));
    }

    static void parallel(Scene scene) {
        RunWriter run = new RunWriter(
                scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR).with(RunSettings.Way.PARALLEL));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1))));
        scene.expect(run.loop(LoopScript.factors(1, scene.factors(2))));
    }

    static void skipped(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1)).ending(Ending.NOT_CODED)));
        scene.expect(run.loop(LoopScript.factors(1, scene.factors(1)).ending(Ending.NOT_RUN)));
        scene.expect(run.loop(LoopScript.factors(2, scene.factors(1))));
    }

    static void skippedLongAgo(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_4, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1)).ending(Ending.NOT_CODED)));
        scene.expect(run.loop(LoopScript.factors(1, scene.factors(1))));
    }

    static void backtestFailed(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_8, RunKind.QUANT));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(2)).ending(Ending.NOT_RUN)));
    }

    static void left(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.V0_8, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1))));
        scene.expect(run.loop(LoopScript.factors(1, List.of(scene.factor())).ending(Ending.LEFT_AFTER_CODING)));
    }

    /** The state after the feedback is not the end where a record follows. */
    static void noRecord(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        RunLoop loop = run.loop(LoopScript.factors(0, scene.factors(1)).ending(Ending.LEFT_AFTER_FEEDBACK));
        scene.expect(loop);
    }

    static void turnedDown(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(2)).ending(Ending.TURNED_DOWN)));
    }
}

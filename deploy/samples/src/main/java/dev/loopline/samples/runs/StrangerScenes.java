package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.PickleWriter;
import dev.loopline.samples.pickle.PyCall;
import dev.loopline.samples.pickle.PyGlobal;
import dev.loopline.samples.pickle.PyObject;
import dev.loopline.samples.plan.Backtest;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What lies beside runs of qlib's scenarios, and files that are not what their names say. */
final class StrangerScenes {

    /** Exists in the home once a program has executed a pickle of {@link Structure#HOSTILE}. */
    static final String TRACE_OF_HOSTILE = "a-pickle-was-loaded";

    private StrangerScenes() {}

    static void dataScience(Scene scene) {
        foreign(scene, "rdagent.scenarios.data_science.loop", "DataScienceRDLoop", List.of("competition"));
    }

    static void kaggle(Scene scene) {
        foreign(scene, "rdagent.app.kaggle.loop", "KaggleRDLoop", List.of("knowledge_base", "feature coder"));
    }

    static void finetune(Scene scene) {
        foreign(
                scene,
                "rdagent.scenarios.finetune.loop",
                "LLMFinetuneRDLoop",
                List.of("Loop_0/direct_exp_gen/hypothesis"));
    }

    private static void foreign(Scene scene, String module, String name, List<String> tags) {
        RunSettings run = scene.run(Generation.MAIN, RunKind.FACTOR);
        RunLog log = new RunLog(scene.files(), run);
        tags.forEach(tag -> log.object(tag, "of another scenario", false));
        PyObject loop = PyObject.of(module, name)
                .with("loop_idx", 1)
                .with("trace", PyObject.of("rdagent.core.proposal", "Trace"));
        List<String> steps = Generation.MAIN.steps(RunKind.FACTOR);
        for (int i = 0; i < steps.size(); i++) {
            log.object("Loop_0/" + steps.get(i) + "/time_info", Map.of(), false);
            log.state(0, i, steps.get(i), loop);
        }
        scene.mustBeNamed(scene.time());
    }

    /** It has no session and no numbered loops. */
    static void generalModel(Scene scene) {
        RunLog log = new RunLog(scene.files(), scene.run(Generation.V0_8, RunKind.MODEL));
        PyObject experiment = PyObject.of("rdagent.components.coder.model_coder.model", "ModelExperiment")
                .with("sub_tasks", List.of());
        log.object("scenario", PyObject.of("rdagent.scenarios.general_model.scenario", "GeneralModelScenario"), false);
        log.object("pdf_image", "the first page", false);
        log.object("load_experiment", experiment, false);
        log.object("developed_experiment", experiment, false);
        scene.mustBeNamed(scene.time());
    }

    static void orphan(Scene scene) {
        RunSettings run = scene.run(Generation.V0_8, RunKind.FACTOR);
        ExperimentFolders folders = new ExperimentFolders(scene.files(), run);
        String id = Made.id("orphan|" + scene.time());
        RunFactor factor = scene.factor();
        folders.templates(id, false);
        folders.table(id, List.of(factor.name()));
        folders.metrics(id, Backtest.plausible(scene.random()).metrics());
        folders.curve(id);
        scene.mustBeNamed(id);
        scene.noFactor(factor.name());
    }

    /** The state that ends the second loop is cut off in the middle. */
    static void halfWritten(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        scene.expect(run.loop(LoopScript.factors(0, scene.factors(1))));
        RunLoop second = run.loop(LoopScript.factors(1, scene.factors(1)));
        String last = lastState(second, Generation.MAIN);
        byte[] whole = scene.files().read(last);
        scene.files().write(last, Arrays.copyOf(whole, whole.length / 2));
        scene.expect(scene.expected(second).states(State.CARRIED, State.REPORTED, State.AT_WORK));
    }

    /** The state that ends the loop would leave a file in the home if Python loaded it. */
    static void hostile(Scene scene) {
        RunWriter run = new RunWriter(scene.files(), scene.run(Generation.MAIN, RunKind.FACTOR));
        RunLoop loop = run.loop(LoopScript.factors(0, scene.factors(1)));
        String command = "touch '" + scene.files().resolve(TRACE_OF_HOSTILE) + "'";
        byte[] pickle = PickleWriter.pickle(PyCall.of(new PyGlobal("posix", "system"), command));
        scene.files().write(lastState(loop, Generation.MAIN), pickle);
        scene.expect(scene.expected(loop).states(State.CARRIED, State.REPORTED, State.AT_WORK));
    }

    private static String lastState(RunLoop loop, Generation generation) {
        return loop.session() + "/__session__/" + loop.script().number() + "/" + generation.lastFile(RunKind.FACTOR);
    }
}

package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.PyObject;
import dev.loopline.samples.plan.Backtest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One loop of a run while it is played, step after step. Used by one thread. */
final class LoopPlay {

    private final RunContext context;
    private final RunSettings run;
    private final RunLog log;
    private final RunObjects objects;
    private final LoopState state;
    private final ExperimentFolders folders;
    private final LoopScript script;
    private final int number;
    private final boolean model;
    private final String key;
    private final String id;
    private final String text;
    private final PyObject idea;
    private final List<PyObject> tasks = new ArrayList<>();
    private final PyObject experiment;
    private final Configuration executed;
    private final Map<String, @Nullable Double> figures;
    private Optional<Weight> weight = Optional.empty();
    private @Nullable String failure;

    LoopPlay(RunContext context, LoopScript script) {
        this.context = context;
        this.run = context.run();
        this.log = context.log();
        this.objects = context.objects();
        this.state = context.state();
        this.folders = context.folders();
        this.script = script;
        this.number = script.number();
        this.model = script.isModel();
        this.key = run.session() + "|" + run.pid() + "|" + number;
        this.id = Made.id(key);
        this.text = "Loop %d of %s: what moved lately goes on for a while."
                .formatted(number, run.session().substring(run.session().lastIndexOf('/') + 1));
        this.idea = objects.hypothesis(text, model);
        script.factors().forEach(factor -> tasks.add(objects.task(factor)));
        RunModel developed = script.model();
        if (developed != null) {
            tasks.add(objects.task(developed));
        }
        this.experiment = objects.experiment(model, idea, tasks, based(), folders.recorded(id));
        this.executed = Configuration.executed(
                run.generation(),
                model,
                context.acceptedFactors().size(),
                !context.acceptedModels().isEmpty());
        this.figures = figures();
    }

    private List<PyObject> based() {
        List<PyObject> based = new ArrayList<>();
        if (!model) {
            String base = Made.id(key + "|base");
            folders.templates(base, false);
            based.add(objects.experiment(false, null, List.of(), List.of(), folders.recorded(base)));
            based.addAll(context.acceptedFactors());
        } else if (run.kind() == RunKind.QUANT) {
            based.addAll(context.acceptedFactors());
        } else {
            based.addAll(context.acceptedModels());
        }
        return based;
    }

    private Map<String, @Nullable Double> figures() {
        Map<String, @Nullable Double> all =
                new LinkedHashMap<>(Backtest.plausible(Made.random(key)).metrics());
        if (script.emptyFigures()) {
            List.of("IC", "ICIR", "Rank IC", "Rank ICIR").forEach(name -> all.put(name, null));
        }
        return all;
    }

    /** A skipped loop goes on with the feedback; one that was left ends there. */
    boolean over(Ending end) {
        return script.ending().left() && script.ending().compareTo(end) <= 0;
    }

    void idea() {
        String first = state0();
        if (run.generation().steps(run.kind()).get(0).equals("propose_hypo_exp")) {
            step("propose_hypo_exp", null, log.tick());
        }
        Instant begun = log.tick();
        log.object(tag(first, "r", "hypothesis generation"), idea, false);
        if (run.generation().steps(run.kind()).contains("propose")) {
            step("propose", idea, begun);
            begun = log.tick();
        }
        folders.templates(id, model);
        String generating = run.generation() == Generation.V0_3 ? "exp_gen" : "direct_exp_gen";
        log.object(tag(generating, "r", "experiment generation"), tasks, false);
        Map<String, Object> both = new LinkedHashMap<>();
        both.put("propose", idea);
        both.put("exp_gen", experiment);
        boolean alone = run.generation() == Generation.V0_3
                || run.kind() == RunKind.REPORT && !run.generation().shortTags();
        step(generating, alone ? experiment : both, begun);
    }

    private String state0() {
        boolean proposes = run.generation().steps(run.kind()).contains("propose");
        return proposes ? "propose" : "direct_exp_gen";
    }

    void coding() {
        Instant begun = log.tick();
        if (run.is(RunSettings.Way.PARALLEL)) {
            log.fork();
        }
        if (script.ending() == Ending.NOT_CODED) {
            skip("coding", "No code of this loop could be run.", begun);
            return;
        }
        List<Object> written = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            written.add(code(i));
        }
        experiment.with("sub_workspace_list", written);
        log.object(tag("coding", "d", "evo_loop_0/evolving code"), written, run.is(RunSettings.Way.PARALLEL));
        boolean whole = run.kind() == RunKind.QUANT;
        log.object(tag("coding", "d", "coder result"), whole ? experiment : written, run.is(RunSettings.Way.PARALLEL));
        step("coding", experiment, begun);
    }

    private PyObject code(int index) {
        String sub = Made.id(key + "|sub|" + index);
        RunModel developed = script.model();
        if (developed != null) {
            folders.model(sub, developed);
            return objects.workspace(folders.recorded(sub), "model.py", developed.source(), tasks.get(index));
        }
        RunFactor factor = script.factors().get(index);
        folders.factor(sub, factor);
        return objects.workspace(folders.recorded(sub), "factor.py", factor.source(), tasks.get(index));
    }

    void running() {
        if (failure != null) {
            return;
        }
        if (script.goesOnAs() > 0) {
            log.continueAs(script.goesOnAs(), run.trace());
        }
        Instant begun = log.tick();
        if (run.is(RunSettings.Way.PARALLEL)) {
            log.fork();
        }
        if (!script.cached()) {
            backtest();
        }
        if (script.ending().skipped()) {
            skip("running", "The backtest of this loop left nothing.", begun);
            return;
        }
        objects.setResult(experiment, run.generation().pandas().series(figures));
        if (!run.generation().shortTags()) {
            experiment.with("stdout", "epoch 1, epoch 2");
            log.object(
                    "Loop_" + number + "/running/Qlib_execute_log",
                    "epoch 1, epoch 2",
                    run.is(RunSettings.Way.PARALLEL));
        }
        log.object(tag("running", "ef", "runner result"), experiment, run.is(RunSettings.Way.PARALLEL));
        step("running", experiment, begun);
    }

    private void backtest() {
        RunModel developed = script.model();
        List<String> columns = new ArrayList<>(context.acceptedNames());
        script.factors().forEach(factor -> columns.add(factor.name()));
        if (executed.readsTable()) {
            folders.table(id, columns);
        }
        if (developed != null) {
            folders.model(id, developed);
        } else if (executed.network()) {
            folders.model(
                    id,
                    context.acceptedNetworks().get(context.acceptedNetworks().size() - 1));
        }
        if (script.ending() == Ending.NOT_RUN) {
            return;
        }
        weight = script.store().write(context.files(), folders.folder(id), key, executed);
        folders.metrics(id, figures);
        if (script.ending() != Ending.NO_CURVE) {
            folders.curve(id);
        }
    }

    void feedback() {
        if (failure != null && run.generation() == Generation.V0_3) {
            return;
        }
        Instant begun = log.tick();
        boolean decision = script.ending().accepted();
        PyObject feedback = objects.feedback(decision, failure);
        if (run.generation() != Generation.V0_4 || failure == null) {
            log.object(tag("feedback", "ef", "feedback"), feedback, false);
        }
        boolean apart = run.generation().recordsApart();
        if (!apart) {
            state.remember(number, idea, experiment, feedback);
        }
        step("feedback", apart ? feedback : null, begun);
        if (apart && script.ending() != Ending.LEFT_AFTER_FEEDBACK) {
            begun = log.tick();
            state.remember(number, idea, experiment, feedback);
            step("record", null, begun);
        }
        if (decision) {
            accept();
        }
    }

    /** Later loops stand on it. */
    private void accept() {
        RunModel developed = script.model();
        if (developed == null) {
            context.acceptedFactors().add(experiment);
            script.factors().forEach(factor -> context.acceptedNames().add(factor.name()));
        } else {
            context.acceptedModels().add(experiment);
            context.acceptedNetworks().add(developed);
        }
    }

    /** RD-Agent goes on with the feedback; from 0.8 on the failing step is saved, and in 0.3 the loop ends here. */
    private void skip(String step, String text, Instant begun) {
        failure = text;
        if (run.generation() == Generation.V0_3) {
            return;
        }
        state.result(number, "_EXCEPTION", RunObjects.error(model, text));
        Instant ended = log.tick();
        state.ended(number, index(step), begun, ended);
        state.goesOnWith(number, index("feedback"));
        if (run.generation().timesSteps()) {
            state.result(number, step, null);
            save(step, begun, ended);
        }
    }

    private void step(String step, @Nullable Object result, Instant begun) {
        Instant ended = log.tick();
        state.result(number, step, result);
        if (run.generation() == Generation.V0_5) {
            state.goesOnWith(number, index(step)); // 0.5 saves before it advances
            save(step, begun, ended);
            state.ended(number, index(step), begun, ended);
        } else {
            state.ended(number, index(step), begun, ended);
            save(step, begun, ended);
        }
    }

    private void save(String step, Instant begun, Instant ended) {
        if (run.generation().timesSteps()) {
            log.times("Loop_" + number + "/" + step + "/time_info", begun, ended);
        }
        log.state(number, index(step), step, state.object(number, index(step)));
    }

    private int index(String step) {
        return run.generation().steps(run.kind()).indexOf(step);
    }

    private String tag(String step, String shortTag, String tag) {
        return switch (run.generation()) {
            case V0_3 -> shortTag + "/" + tag.replace("evo_loop_0/", "");
            case V0_4 -> "Loop_" + number + "/" + step + "/" + shortTag + "/" + tag;
            default -> "Loop_" + number + "/" + step + "/" + tag;
        };
    }

    RunLoop written() {
        boolean result = !script.ending().skipped() && !script.ending().left()
                || script.ending() == Ending.LEFT_AFTER_RUNNING
                || script.ending() == Ending.LEFT_AFTER_FEEDBACK;
        return new RunLoop(
                script, run.session(), text, id, folders.folder(id), executed, result ? figures : Map.of(), weight);
    }
}

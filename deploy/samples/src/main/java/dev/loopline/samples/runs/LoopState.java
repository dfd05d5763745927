package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.Py;
import dev.loopline.samples.pickle.PyGlobal;
import dev.loopline.samples.pickle.PyObject;
import dev.loopline.samples.pickle.PyTuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent's loop object remembers while a run goes on, and the object itself as it is saved after each step. Used by
 * one thread.
 */
final class LoopState {

    private static final String PARTS = RunObjects.SCENARIOS;

    private final RunSettings run;
    private final RunLog log;
    private final List<String> steps;
    private final List<PyTuple> history = new ArrayList<>();
    private final List<Integer> historyLoops = new ArrayList<>();
    private final Map<Integer, Map<String, @Nullable Object>> results = new TreeMap<>();
    private final Map<Integer, List<PyObject>> spans = new TreeMap<>();
    private final Map<Integer, Integer> next = new TreeMap<>();

    LoopState(RunSettings run, RunLog log) {
        this.run = run;
        this.log = log;
        this.steps = run.generation().steps(run.kind());
    }

    /** The result of a step, of which the next ones may ask. */
    void result(int loop, String step, @Nullable Object value) {
        Map<String, @Nullable Object> known = results.computeIfAbsent(loop, this::noResults);
        known.put(step, value);
    }

    private Map<String, @Nullable Object> noResults(int loop) {
        Map<String, @Nullable Object> known = new LinkedHashMap<>();
        if (run.generation().timesSteps()) {
            known.put("_LOOP_IDX", loop);
        }
        return known;
    }

    /** A step is over. */
    void ended(int loop, int index, Instant begun, Instant ended) {
        PyObject span = PyObject.of(run.generation().loopModule(), "LoopTrace")
                .with("start", log.time(begun))
                .with("end", log.time(ended));
        if (run.generation() != Generation.V0_3) {
            span.with("step_idx", index);
        }
        spans.computeIfAbsent(loop, number -> new ArrayList<>()).add(span);
        next.put(loop, index + 1);
    }

    /** This step comes next, whichever was the last one. */
    void goesOnWith(int loop, int index) {
        next.put(loop, index);
    }

    /** An experiment and what is said of it. */
    void remember(int loop, PyObject hypothesis, @Nullable PyObject experiment, PyObject feedback) {
        history.add(
                run.generation() == Generation.V0_3
                        ? PyTuple.of(hypothesis, experiment, feedback)
                        : PyTuple.of(experiment, feedback));
        historyLoops.add(loop);
    }

    /** The loop object as it is after a step of a loop. */
    PyObject object(int loop, int index) {
        PyObject object = PyObject.of(run.kind().loopModule(), run.kind().loopClass());
        boolean last = index == steps.size() - 1;
        if (run.generation().recordsApart()) {
            object.with("plan", Map.of("features", Configuration.FEATURES, "feature_codes", Map.of()));
        }
        parts(object);
        object.with("trace", trace());
        if (run.generation().shortTags()) {
            if (run.kind() == RunKind.REPORT) {
                object.with("pdf_file_index", loop + 1).with("steps", steps);
            }
            object.with("loop_idx", last ? loop + 1 : loop)
                    .with("step_idx", last ? 0 : next.getOrDefault(loop, 0))
                    .with("loop_prev_out", last ? Map.of() : results.getOrDefault(loop, Map.of()));
        } else {
            object.with("loop_idx", index == 0 ? loop : loop + 1)
                    .with("step_idx", Py.defaultDict(Py.builtin("int"), next))
                    .with("loop_prev_out", Py.defaultDict(Py.builtin("dict"), results));
        }
        PyGlobal span = new PyGlobal(run.generation().loopModule(), "LoopTrace");
        object.with("loop_trace", Py.defaultDict(Py.listOf(span), spans))
                .with("session_folder", Py.path(log.sessionFolder()));
        return run.generation().shortTags() ? object : withLimits(object);
    }

    private static PyObject withLimits(PyObject object) {
        PyObject timer = PyObject.of("rdagent.log.timer", "RDAgentTimer")
                .with("started", false)
                .with("target_time", null)
                .with("all_duration", null)
                .with("_remain_time_duration", null);
        PyObject tracker = PyObject.of("rdagent.utils.workflow.tracking", "WorkflowTracker")
                .with("loop_base", object);
        return object.with("timer", timer)
                .with("tracker", tracker)
                .with("loop_n", 3)
                .with("step_n", null);
    }

    private PyObject trace() {
        boolean quant = run.kind() == RunKind.QUANT;
        PyObject trace = PyObject.of(
                        quant ? PARTS + "proposal.quant_proposal" : "rdagent.core.proposal",
                        quant ? "QuantTrace" : "Trace")
                .with(
                        "scen",
                        PyObject.of(
                                PARTS + "experiment.factor_experiment",
                                run.kind().scenario()))
                .with("hist", history)
                .with("knowledge_base", null);
        if (run.generation().shortTags()) {
            return trace;
        }
        List<PyTuple> parents = new ArrayList<>();
        Map<Integer, Integer> loops = new LinkedHashMap<>();
        for (int i = 0; i < history.size(); i++) {
            parents.add(i == 0 ? PyTuple.of() : PyTuple.of(i - 1));
            loops.put(i, historyLoops.get(i));
        }
        if (run.generation().recordsApart()) {
            trace.with("dag_parent", parents).with("idx2loop_id", loops);
        }
        return trace.with("current_selection", PyTuple.of(-1));
    }

    private void parts(PyObject object) {
        boolean quant = run.kind() == RunKind.QUANT;
        for (String part :
                quant ? List.of("factor", "model") : List.of(run.kind().part())) {
            String before = quant ? part + "_" : "";
            String title = title(part);
            object.with(
                            before + "hypothesis2experiment",
                            PyObject.of(
                                    PARTS + "proposal." + part + "_proposal", "Qlib" + title + "Hypothesis2Experiment"))
                    .with(
                            before + "coder",
                            PyObject.of(PARTS + "developer." + part + "_coder", "Qlib" + title + "CoSTEER"))
                    .with(
                            before + "runner",
                            PyObject.of(PARTS + "developer." + part + "_runner", "Qlib" + title + "Runner"))
                    .with(
                            before + "summarizer",
                            PyObject.of(PARTS + "developer.feedback", "Qlib" + title + "Experiment2Feedback"));
        }
        String part = run.kind().part();
        object.with(
                "hypothesis_gen",
                PyObject.of(PARTS + "proposal." + part + "_proposal", "Qlib" + title(part) + "HypothesisGen"));
    }

    private static String title(String part) {
        return part.substring(0, 1).toUpperCase(Locale.ROOT) + part.substring(1);
    }
}

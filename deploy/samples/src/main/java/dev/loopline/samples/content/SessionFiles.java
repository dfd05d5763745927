package dev.loopline.samples.content;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.loopline.samples.pickle.PickleWriter;
import dev.loopline.samples.pickle.Py;
import dev.loopline.samples.pickle.PyCall;
import dev.loopline.samples.pickle.PyGlobal;
import dev.loopline.samples.pickle.PyObject;
import dev.loopline.samples.pickle.PyTuple;
import dev.loopline.samples.plan.Action;
import dev.loopline.samples.plan.Factor;
import dev.loopline.samples.plan.LoopPlan;
import dev.loopline.samples.plan.Outcome;
import dev.loopline.samples.plan.RecordedRoot;
import dev.loopline.samples.plan.Role;
import dev.loopline.samples.plan.WorkspacePlan;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What RD-Agent logs of one loop: pickles below {@code Loop_<n>/<step>/<tag>/<pid>/}, and the state after each step below
 * {@code __session__/<n>/}, of which {@code 3_feedback} is the last file of all. The attributes are RD-Agent's, as far as
 * a program reads them.
 */
final class SessionFiles {

    private static final String PROCESS = "4711";
    private static final PyGlobal SPAN = new PyGlobal("rdagent.utils.workflow.loop", "LoopTrace");
    private static final PyGlobal NO_FACTORS = new PyGlobal("rdagent.core.exception", "FactorEmptyError");
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd_HH-mm-ss-SSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final LoopPlan plan;
    private final RecordedRoot root;
    private final List<SampleFile> files = new ArrayList<>();

    private SessionFiles(LoopPlan plan, RecordedRoot root) {
        this.plan = plan;
        this.root = root;
    }

    /** The files of a loop's session; a loop that crashed ends in the middle, and its session says why. */
    static List<SampleFile> of(LoopPlan plan, RecordedRoot root) {
        SessionFiles session = new SessionFiles(plan, root);
        session.idea();
        if (plan.traits().outcome() == Outcome.CRASHED) {
            session.add(Stage.SESSION_END, "abort_reason.json", session.abortReason());
            return session.files;
        }
        if (plan.succeeds()) {
            session.log(Stage.SESSION_RESULT, "running", "runner result", plan.endedAt(), session.experiment());
        }
        session.log(Stage.SESSION_RESULT, "feedback", "feedback", plan.endedAt(), session.feedback());
        session.state(Stage.SESSION_END, "3_feedback");
        return session.files;
    }

    private void idea() {
        Instant at = plan.startedAt();
        log(Stage.SESSION_IDEA, "direct_exp_gen", "hypothesis generation", at, hypothesis());
        log(Stage.SESSION_IDEA, "direct_exp_gen", "experiment generation", at, tasks());
        state(Stage.SESSION_IDEA, "0_direct_exp_gen");
        log(Stage.SESSION_IDEA, "coding", "coder result", at.plus(Duration.ofMinutes(3)), experiment());
        log(
                Stage.SESSION_IDEA,
                "coding",
                "evo_loop_0/evolving feedback",
                at.plus(Duration.ofMinutes(2)),
                List.of("a round of the coder"));
        state(Stage.SESSION_IDEA, "1_coding");
    }

    private Object hypothesis() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("hypothesis", "Prices that moved keep moving; loop " + plan.loopId() + ".");
        attributes.put("reason", "Momentum is known to last for weeks.");
        attributes.put("concise_reason", "Momentum lasts.");
        attributes.put("action", plan.action().wire());
        return PyObject.of("rdagent.scenarios.qlib.proposal.quant_proposal", "QlibQuantHypothesis")
                .withAll(attributes);
    }

    private List<Object> tasks() {
        if (plan.action() == Action.MODEL) {
            Map<String, Object> model = new LinkedHashMap<>();
            model.put("name", "GRU_Loop" + plan.loopId());
            model.put("description", "A recurrent network of two layers.");
            model.put("formulation", "h_t = GRU(x_t, h_{t-1})");
            model.put("architecture", "GRU, 2 layers, 64 units");
            model.put("variables", Map.of("h_t", "hidden state"));
            return List.of(PyObject.of("rdagent.components.coder.model_coder.model", "ModelTask")
                    .withAll(model));
        }
        return plan.factors().stream().map(SessionFiles::task).toList();
    }

    private static Object task(Factor factor) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("name", factor.name());
        attributes.put("factor_name", factor.name());
        attributes.put("description", factor.description());
        attributes.put("factor_formulation", factor.expression());
        attributes.put("variables", Map.of("$close", "closing price"));
        attributes.put("factor_resources", null);
        attributes.put("factor_implementation", true);
        return PyObject.of("rdagent.components.coder.factor_coder.factor", "FactorTask")
                .withAll(attributes);
    }

    private Object experiment() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("hypothesis", hypothesis());
        attributes.put("sub_tasks", tasks());
        List<Object> subs = new ArrayList<>();
        plan.workspaces().stream()
                .filter(workspace -> workspace.role() == Role.SUB)
                .forEach(workspace -> subs.add(workspace(workspace, "FactorFBWorkspace")));
        attributes.put("sub_workspace_list", subs);
        attributes.put("experiment_workspace", workspace(plan.experiment(), "QlibFBWorkspace"));
        attributes.put("based_experiments", List.of());
        return PyObject.of("rdagent.scenarios.qlib.experiment.factor_experiment", "QlibFactorExperiment")
                .withAll(attributes);
    }

    private Object workspace(WorkspacePlan workspace, String className) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("workspace_path", Py.path(root.spell(workspace.folder())));
        attributes.put("file_dict", Map.of());
        return PyObject.of("rdagent.scenarios.qlib.experiment.workspace", className)
                .withAll(attributes);
    }

    private Object feedback() {
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("decision", plan.traits().accepted());
        attributes.put("reason", plan.traits().accepted() ? "It beats the best so far." : "It does not beat the best.");
        attributes.put("observations", "Sharpe ratio " + plan.backtest().sharpe());
        attributes.put("hypothesis_evaluation", "The idea holds in part.");
        attributes.put("new_hypothesis", "Try a longer window.");
        return PyObject.of("rdagent.core.proposal", "HypothesisFeedback").withAll(attributes);
    }

    private byte[] abortReason() {
        return ("{\"time_utc\": \"" + plan.endedAt() + "\", \"reason\": \"stopped by Ctrl-C\", \"exception_type\":"
                        + " \"KeyboardInterrupt\", \"loop_idx\": " + plan.loopId() + ", \"step_idx\": 1}")
                .getBytes(UTF_8);
    }

    private void log(Stage stage, String step, String tag, Instant at, Object value) {
        String name =
                "Loop_" + plan.loopId() + "/" + step + "/" + tag + "/" + PROCESS + "/" + STAMP.format(at) + ".pkl";
        add(stage, name, PickleWriter.pickle(value));
    }

    /** The loop object after a step, as 0.8 saves it; of the other loops of the run it holds nothing. */
    private void state(Stage stage, String step) {
        int index = Integer.parseInt(step.substring(0, 1));
        boolean over = step.equals("3_feedback");
        Object experiment = experiment();
        PyObject trace = PyObject.of("rdagent.scenarios.qlib.proposal.quant_proposal", "QuantTrace")
                .with("hist", over ? List.of(PyTuple.of(experiment, feedback())) : List.of())
                .with("knowledge_base", null)
                .with("current_selection", PyTuple.of(-1));
        Map<Integer, Integer> next = Map.of(plan.loopId(), index + 1);
        Map<Integer, Object> results = Map.of(plan.loopId(), results(index, experiment));
        PyObject loop = PyObject.of("rdagent.app.qlib_rd_loop.quant", "QuantRDLoop")
                .with("trace", trace)
                .with("loop_idx", index == 0 ? plan.loopId() : plan.loopId() + 1)
                .with("step_idx", Py.defaultDict(Py.builtin("int"), next))
                .with("loop_prev_out", Py.defaultDict(Py.builtin("dict"), results))
                .with("loop_trace", Py.defaultDict(Py.listOf(SPAN), Map.of(plan.loopId(), List.of(span(index)))))
                .with("session_folder", Py.path(root.spell(plan.sessionFolder() + "/__session__")));
        add(stage, "__session__/" + plan.loopId() + "/" + step, PickleWriter.pickle(loop));
    }

    private Object results(int last, Object experiment) {
        Map<String, @Nullable Object> results = new LinkedHashMap<>();
        results.put("_LOOP_IDX", plan.loopId());
        Map<String, Object> first = new LinkedHashMap<>();
        first.put("propose", hypothesis());
        first.put("exp_gen", experiment);
        results.put("direct_exp_gen", first);
        if (last > 0) {
            results.put("coding", experiment);
        }
        if (last > 1) {
            results.put("running", plan.succeeds() ? experiment : null);
            if (!plan.succeeds()) {
                results.put("_EXCEPTION", PyCall.of(NO_FACTORS, "Factor extraction failed."));
            }
            results.put("feedback", null);
        }
        return results;
    }

    private Object span(int index) {
        PyCall utc = Py.utc();
        return PyObject.of(SPAN.module(), SPAN.name())
                .with("start", Py.datetime(plan.startedAt(), utc))
                .with("end", Py.datetime(index == 3 ? plan.endedAt() : plan.startedAt(), utc))
                .with("step_idx", index);
    }

    private void add(Stage stage, String name, byte[] content) {
        files.add(new SampleFile(stage, plan.sessionFolder() + "/" + name, () -> content));
    }
}

package dev.loopline.samples.runs;

import dev.loopline.samples.pickle.Py;
import dev.loopline.samples.pickle.PyCall;
import dev.loopline.samples.pickle.PyGlobal;
import dev.loopline.samples.pickle.PyObject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * RD-Agent's own objects, with the attributes that each generation gives them: hypotheses, tasks, workspaces, experiments and
 * feedback. Holds nothing; a returned object may be changed by the run that asked for it.
 */
final class RunObjects {

    static final String SCENARIOS = "rdagent.scenarios.qlib.";
    private static final String FACTOR_CODER = "rdagent.components.coder.factor_coder.factor";
    private static final String MODEL_CODER = "rdagent.components.coder.model_coder.model";
    private static final String PROPOSAL = "rdagent.core.proposal";

    private final Generation generation;
    private final RunKind kind;

    RunObjects(Generation generation, RunKind kind) {
        this.generation = generation;
        this.kind = kind;
    }

    PyObject hypothesis(String text, boolean model) {
        PyObject idea = kind == RunKind.QUANT
                ? PyObject.of(SCENARIOS + "proposal.quant_proposal", "QlibQuantHypothesis")
                : PyObject.of(PROPOSAL, "Hypothesis");
        idea.with("hypothesis", text)
                .with("reason", "Earlier figures hint at it.")
                .with("concise_reason", "Figures hint at it.")
                .with("concise_observation", "Windows matter.")
                .with("concise_justification", "Seen twice.")
                .with("concise_knowledge", "Short windows react sooner.");
        return kind == RunKind.QUANT ? idea.with("action", model ? "model" : "factor") : idea;
    }

    PyObject task(RunFactor factor) {
        PyObject task = PyObject.of(FACTOR_CODER, "FactorTask").with("factor_name", factor.name());
        if (generation == Generation.V0_3) {
            task.with("factor_description", factor.description());
        }
        task.with("factor_formulation", factor.formula())
                .with("variables", Map.of("t", "a trading day"))
                .with("factor_resources", null)
                .with("factor_implementation", false);
        return named(task, factor.name(), generation == Generation.V0_3 ? null : factor.description());
    }

    PyObject task(RunModel model) {
        PyObject task = PyObject.of(MODEL_CODER, "ModelTask");
        if (generation == Generation.V0_3) {
            task.with("description", model.description());
        }
        Map<String, Object> layers = new LinkedHashMap<>();
        layers.put("units", "16");
        task.with("formulation", model.formula())
                .with("architecture", model.architecture())
                .with("variables", Map.of("x_t", "features of day t"))
                .with("hyperparameters", layers);
        if (!generation.shortTags()) {
            task.with("training_hyperparameters", model.training());
        }
        task.with("model_type", model.type());
        return named(task, model.name(), generation == Generation.V0_3 ? null : model.description());
    }

    private PyObject named(PyObject task, String name, @Nullable String description) {
        task.with("version", 1).with("name", name);
        if (description != null) {
            task.with("description", description);
            if (generation.runningInfo()) {
                task.with("user_instructions", null);
            }
            task.with("base_code", null);
        }
        return task;
    }

    /** A folder of code for a task. */
    PyObject workspace(String path, String file, String code, PyObject task) {
        boolean factor = file.equals("factor.py");
        PyObject workspace =
                PyObject.of(factor ? FACTOR_CODER : MODEL_CODER, factor ? "FactorFBWorkspace" : "ModelFBWorkspace");
        fill(workspace, path, Map.of(file, code), task);
        return factor ? workspace.with("raise_exception", false) : workspace;
    }

    private PyObject experimentWorkspace(String path) {
        PyObject workspace = PyObject.of(SCENARIOS + "experiment.workspace", "QlibFBWorkspace");
        return fill(workspace, path, Map.of(), null);
    }

    private PyObject fill(PyObject workspace, String path, Map<String, String> files, @Nullable PyObject task) {
        workspace.with("target_task", task);
        if (generation == Generation.V0_3) {
            return workspace.with("code_dict", files).with("workspace_path", Py.path(path));
        }
        workspace.with("feedback", null);
        if (generation.runningInfo()) {
            workspace.with("running_info", runningInfo(null));
        }
        workspace.with("file_dict", files).with("workspace_path", Py.path(path));
        if (generation.runningInfo()) {
            workspace.with("ws_ckp", null).with("change_summary", null);
        }
        return workspace;
    }

    /** An experiment without code and result. */
    PyObject experiment(
            boolean model, @Nullable PyObject hypothesis, List<PyObject> tasks, List<PyObject> based, String path) {
        PyObject experiment = PyObject.of(
                SCENARIOS + "experiment." + (model ? "model_experiment" : "factor_experiment"),
                model ? "QlibModelExperiment" : "QlibFactorExperiment");
        if (generation != Generation.V0_3) {
            experiment.with("hypothesis", hypothesis);
        }
        experiment
                .with("sub_tasks", tasks)
                .with("sub_workspace_list", new ArrayList<@Nullable Object>(Collections.nCopies(tasks.size(), null)))
                .with("based_experiments", based)
                .with("experiment_workspace", experimentWorkspace(path));
        if (generation != Generation.V0_3) {
            experiment.with("prop_dev_feedback", null);
        }
        setResult(experiment, null);
        if (generation != Generation.V0_3) {
            experiment.with("sub_results", Map.of());
        }
        if (generation.runningInfo()) {
            experiment.with("local_selection", null).with("plan", null).with("user_instructions", null);
        }
        if (!generation.shortTags()) {
            experiment.with("stdout", "");
        }
        if (generation.recordsApart()) {
            experiment.with("base_features", Configuration.FEATURES).with("base_feature_codes", Map.of());
        }
        return experiment;
    }

    /** Gives an experiment the figures of its backtest. */
    void setResult(PyObject experiment, @Nullable Object series) {
        if (generation.runningInfo()) {
            experiment.with("running_info", runningInfo(series));
        } else {
            experiment.with("result", series);
        }
    }

    private static PyObject runningInfo(@Nullable Object result) {
        return PyObject.of("rdagent.core.experiment", "RunningInfo")
                .with("result", result)
                .with("running_time", null);
    }

    /** What is said of an experiment; of a skipped one only the error. */
    PyObject feedback(boolean decision, @Nullable String error) {
        boolean inReason = generation.recordsApart() && kind != RunKind.QUANT;
        PyObject feedback = PyObject.of(PROPOSAL, "HypothesisFeedback").with("decision", decision);
        String words = decision ? "It is better than what was there." : "It is no better than what was there.";
        feedback.with("reason", error == null ? words : inReason ? error : "");
        if (generation != Generation.V0_3) {
            feedback.with("exception", null);
        }
        if (generation.runningInfo()) {
            feedback.with("eda_improvement", null).with("code_change_summary", "");
        }
        feedback.with("observations", error == null ? "Figures were compared." : inReason ? null : error)
                .with("hypothesis_evaluation", error == null ? "It holds for liquid stocks." : "")
                .with("new_hypothesis", error == null ? "Try other windows." : "");
        return generation.runningInfo() ? feedback.with("acceptable", null) : feedback;
    }

    /** The error for which a loop is skipped; its text is an argument. */
    static Object error(boolean model, String text) {
        return PyCall.of(new PyGlobal("rdagent.core.exception", model ? "ModelEmptyError" : "FactorEmptyError"), text);
    }
}

"""Writes the runs beside this file, one zip each: python3 make_runs.py

A small player of RD-Agent's loop engine: it saves its state, counts its steps, skips and logs as each generation does, with
classes that bear RD-Agent's names and attributes. Entries of a zip stand in the order of writing. Nothing has to be installed.
"""

import collections
import datetime
import hashlib
import os
import pathlib
import pickle
import struct
import sys
import types
import zipfile

HERE = pathlib.Path(os.path.dirname(os.path.abspath(__file__)))


def klass(module, name, base=object):
    for end in range(1, module.count(".") + 2):
        part = ".".join(module.split(".")[:end])
        sys.modules.setdefault(part, types.ModuleType(part))
    if not hasattr(sys.modules[module], name):
        setattr(sys.modules[module], name, type(name, (base,), {"__module__": module}))
    return getattr(sys.modules[module], name)


def make(kind, **attributes):
    one = kind.__new__(kind)
    one.__dict__.update(attributes)
    return one


def function(module, name):
    klass(module, "_")
    if hasattr(sys.modules[module], name):
        return getattr(sys.modules[module], name)

    def body(*_):
        raise AssertionError("called")

    body.__module__, body.__name__, body.__qualname__ = module, name, name
    setattr(sys.modules[module], name, body)
    return body


class Reduced:
    def __init__(self, *value):
        self.value = value

    def __reduce__(self):
        return self.value


Hypothesis = klass("rdagent.core.proposal", "Hypothesis")
QuantHypothesis = klass("rdagent.scenarios.qlib.proposal.quant_proposal", "QlibQuantHypothesis")
Feedback = klass("rdagent.core.proposal", "HypothesisFeedback")
Trace = klass("rdagent.core.proposal", "Trace")
FactorTask = klass("rdagent.components.coder.factor_coder.factor", "FactorTask")
ModelTask = klass("rdagent.components.coder.model_coder.model", "ModelTask")
FactorWorkspace = klass("rdagent.components.coder.factor_coder.factor", "FactorFBWorkspace")
ModelWorkspace = klass("rdagent.components.coder.model_coder.model", "ModelFBWorkspace")
FactorExperiment = klass("rdagent.scenarios.qlib.experiment.factor_experiment", "QlibFactorExperiment")
ModelExperiment = klass("rdagent.scenarios.qlib.experiment.model_experiment", "QlibModelExperiment")
QlibWorkspace = klass("rdagent.scenarios.qlib.experiment.workspace", "QlibFBWorkspace")
RunningInfo = klass("rdagent.core.experiment", "RunningInfo")
Empty = klass("rdagent.core.exception", "FactorEmptyError", Exception)
LOOPS = {
    "factor": klass("rdagent.app.qlib_rd_loop.factor", "FactorRDLoop"),
    "model": klass("rdagent.app.qlib_rd_loop.model", "ModelRDLoop"),
    "quant": klass("rdagent.app.qlib_rd_loop.quant", "QuantRDLoop"),
    "report": klass("rdagent.app.qlib_rd_loop.factor_from_report", "FactorReportLoop"),
}


def series(figures, numpy="numpy.core"):
    array = function(numpy + ".multiarray", "_reconstruct")
    ndarray, dtype = klass("numpy", "ndarray"), klass("numpy", "dtype")
    index = function("pandas.core.indexes.base", "_new_Index")
    names = Reduced(array, (ndarray, (0,), b"b"),
                    (1, (len(figures),), Reduced(dtype, ("O8", False, True), (3, "|", None, None, None, -1, -1, 63)), False, list(figures)))
    values = Reduced(array, (ndarray, (0,), b"b"),
                     (1, (len(figures),), Reduced(dtype, ("f8", False, True), (3, "<", None, None, None, -1, -1, 0)), False,
                      struct.pack("<%dd" % len(figures), *figures.values())))
    block = Reduced(function("pandas._libs.internals", "_unpickle_block"), (values, Reduced(slice, (0, len(figures), 1)), 1))
    axis = Reduced(index, (klass("pandas.core.indexes.base", "Index"), {"data": names, "name": None}))
    manager = Reduced(klass("pandas.core.internals.managers", "SingleBlockManager"), (block, axis))
    return make(klass("pandas.core.series", "Series"), _mgr=manager, _typ="series", _metadata=["_name"], attrs={}, _name="0")


class Run:
    """One start of RD-Agent. generation: 0.3, 0.4, 0.5, 0.8, main or signed."""

    def __init__(self, zip_files, generation, kind="factor", process="410", trace="", session="", start=0, root="/agents/ws"):
        self.files, self.generation, self.kind, self.process = zip_files, generation, kind, process
        self.trace, self.session, self.root = trace, session, root
        self.time = datetime.datetime(2025, 11, 3, 6, 0, 0, 120, tzinfo=datetime.timezone.utc) + datetime.timedelta(seconds=start)
        self.one_by_one = generation in ("0.3", "0.4")
        self.counted = generation in ("0.8", "main", "signed")
        first = {"0.3": ["propose", "exp_gen"]}.get(generation, ["direct_exp_gen"])
        before = {"0.3": ["propose_hypo_exp"], "0.4": ["propose_hypo_exp", "propose"]}.get(generation, []) if kind == "report" else []
        self.names = before + first + ["coding", "running", "feedback"] + (["record"] if generation in ("main", "signed") else [])
        self.history, self.positions, self.next_loop = [], {}, 0
        self.spans = collections.defaultdict(list)
        self.out = {} if self.one_by_one else collections.defaultdict(dict)
        self.step = 0 if self.one_by_one else collections.defaultdict(int)

    def tick(self):
        self.time += datetime.timedelta(seconds=11, microseconds=17)
        return self.time

    def put(self, name, value):
        raw = pickle.dumps(value, 5 if self.generation == "signed" else 4)
        if self.generation == "signed":
            raw = b"RDAGENT_SIGNED_PICKLE_V1\n" + hashlib.sha256(raw).digest() + raw
        self.files.pop(name, None)
        self.files[name] = raw

    def log(self, loop, step, tag, value, process=None):
        short = {"hypothesis generation": "r", "experiment generation": "r", "coder result": "d"}.get(tag, "ef")
        place = {"0.3": f"{short}/{tag}", "0.4": f"Loop_{loop}/{step}/{short}/{tag}"}.get(self.generation, f"Loop_{loop}/{step}/{tag}")
        stamp = self.tick().strftime("%Y-%m-%d_%H-%M-%S-%f")
        self.put(f"{self.trace}{place}/{process or self.process}/{stamp}.pkl", value)

    def results(self, loop):
        return self.out if self.one_by_one else self.out[loop]

    def save(self, loop, step):
        module = "rdagent.utils.workflow" if self.one_by_one else "rdagent.utils.workflow.loop"
        spans = collections.defaultdict(list)
        for number, times in self.spans.items():
            for position, start, end in times:
                numbered = {} if self.generation == "0.3" else {"step_idx": position}
                spans[number].append(make(klass(module, "LoopTrace"), start=start, end=end, **numbered))
        trace = dict(scen=None, hist=self.history, knowledge_base=None)
        if self.counted:
            trace.update(idx2loop_id=self.positions, dag_parent=[], current_selection=(-1,))
        state = dict(trace=make(Trace, **trace), loop_idx=self.next_loop, step_idx=self.step, loop_prev_out=self.out, loop_trace=spans,
                     session_folder=pathlib.PurePosixPath("/agents/log/__session__"))
        self.put(f"{self.session}__session__/{loop}/{self.names.index(step)}_{step}", make(LOOPS[self.kind], **state))

    def run(self, loop, step, work, process=None):
        """One step as the engine of the generation carries it out; work gives what the step returns, or raises."""
        position, start, error = self.names.index(step), self.tick(), None
        if self.counted:
            self.results(loop)["_LOOP_IDX"] = loop
        try:
            self.results(loop)[step] = work()
        except Empty as e:
            error = e
        span = (position, start, self.tick())
        if self.generation == "0.3":
            if error:
                self.next_loop, self.step = loop + 1, 0
                return
            self.spans[loop].append(span)
            self.advance(loop, position)
            self.save(loop, step)
        elif self.generation == "0.4":
            self.spans[loop].append(span)
            if error:
                self.step, self.out["_EXCEPTION"] = len(self.names) - 1, error
                return
            self.advance(loop, position)
            self.save(loop, step)
        elif self.generation == "0.5":
            if not error:
                self.save(loop, step)
            else:
                self.out[loop]["_EXCEPTION"] = error
            self.spans[loop].append(span)
            self.step[loop] = position + 1 if not error else len(self.names) - 1
        else:
            if error:
                self.out[loop].update({step: None, "_EXCEPTION": error})
            self.spans[loop].append(span)
            self.log(loop, step, "time_info", {"start_time": start, "end_time": self.time}, process)
            self.step[loop] = self.names.index("feedback") if error else position + 1
            self.save(loop, step)

    def advance(self, loop, position):
        self.next_loop, self.step = loop, (position + 1) % len(self.names)
        if self.step == 0:
            self.next_loop, self.out = loop + 1, {}

    # -- the steps

    def workspace(self, kind, name, task=None):
        code = {"code_dict" if self.generation == "0.3" else "file_dict": {"factor.py": "..."}}
        return make(kind, target_task=task, workspace_path=pathlib.PurePosixPath(f"{self.root}/{name}"), **code)

    def begin(self, loop, idea, names, action="factor"):
        model = action == "model"
        said = dict(hypothesis=idea, reason="a reason")
        hypothesis = make(QuantHypothesis, action=action, **said) if self.kind == "quant" else make(Hypothesis, **said)
        about = "factor_description" if self.generation == "0.3" else "description"
        tasks = [make(ModelTask, name=n, description="about " + n, formulation="y", architecture="GRU", variables={}, model_type="Tabular",
                      training_hyperparameters={"n_epochs": "20", "lr": 0.0005, "batch_size": 256}) if model else
                 make(FactorTask, name=n, factor_name=n, factor_formulation="x", variables={"t": "day"}, **{about: "about " + n}) for n in names]
        base = [make(FactorExperiment, sub_tasks=[], experiment_workspace=self.workspace(QlibWorkspace, f"base{loop}"))]
        based = base + [entry[-2] for entry in self.history if entry[-1].decision]
        experiment = make(ModelExperiment if model else FactorExperiment, sub_tasks=tasks, sub_workspace_list=[None] * len(tasks),
                          based_experiments=based, experiment_workspace=self.workspace(QlibWorkspace, f"{self.process}exp{loop}"))
        if self.generation != "0.3":
            experiment.hypothesis = hypothesis
        if self.counted:
            experiment.running_info = make(RunningInfo, result=None, running_time=None)
        else:
            experiment.result = None
        if self.generation in ("main", "signed"):
            experiment.base_features = {"RANGE9": "Max($high, 9)/Min($low, 9)"}

        def logged(step):
            self.log(loop, step, "hypothesis generation", hypothesis)
            self.log(loop, step, "experiment generation", tasks)

        def first(step, tag, value):
            self.log(loop, step, tag, value)
            return hypothesis if tag.startswith("hyp") else experiment

        self.next_loop = loop + 1 if not self.one_by_one else loop
        if self.kind == "report" and self.one_by_one:
            self.run(loop, "propose_hypo_exp", lambda: logged("propose_hypo_exp"))
            self.run(loop, "propose", lambda: hypothesis)
            if self.generation == "0.3":
                self.run(loop, "exp_gen", lambda: experiment)
                return self
        if self.generation == "0.3":
            self.run(loop, "propose", lambda: first("propose", "hypothesis generation", hypothesis))
            self.run(loop, "exp_gen", lambda: first("exp_gen", "experiment generation", tasks))
        else:
            direct = experiment if self.kind == "report" and not self.one_by_one else {"propose": hypothesis, "exp_gen": experiment}
            self.run(loop, "direct_exp_gen", lambda: (None if self.kind == "report" and self.one_by_one else logged("direct_exp_gen"), direct)[1])
        return self

    def idea_of(self, loop):
        out = self.results(loop)
        direct = out.get("direct_exp_gen")
        return out.get("exp_gen") or (direct["exp_gen"] if isinstance(direct, dict) else direct)

    def experiment(self, loop):
        out = self.results(loop)
        return out.get("running") or out.get("coding") or self.idea_of(loop)

    def code(self, loop, fails=False, left_out=(), process=None):
        def work():
            if fails:
                raise Empty("no code for it")
            experiment = self.idea_of(loop)
            kind = ModelWorkspace if isinstance(experiment, ModelExperiment) else FactorWorkspace
            experiment.sub_workspace_list = [None if t.name in left_out else self.workspace(kind, f"{self.process}sub{loop}{t.name}", t)
                                             for t in experiment.sub_tasks]
            self.log(loop, "coding", "coder result", experiment if self.kind == "quant" else experiment.sub_workspace_list, process)
            return experiment

        self.run(loop, "coding", work, process)
        return self

    def backtest(self, loop, fails=False, process=None):
        def work():
            if fails:
                raise Empty("no backtest of it")
            experiment = self.results(loop)["coding"]
            result = series({"IC": 0.01 + loop / 100, "ICIR": float("nan"), "1day.excess_return_without_cost.max_drawdown": -0.08})
            if self.counted:
                experiment.running_info.result = result
            else:
                experiment.result = result
            self.log(loop, "running", "runner result", experiment, process)
            return experiment

        self.run(loop, "running", work, process)
        return self

    def conclude(self, loop, accepted=True):
        def work():
            error = self.results(loop).get("_EXCEPTION")
            later = self.generation in ("main", "signed")
            said = dict(observations="figures rose", hypothesis_evaluation="holds", new_hypothesis="go on", reason="better")
            if error:
                text = "Error occurred in loop, skip this loop" if self.generation == "0.4" else str(error)
                said = dict(reason=text) if later else dict(said, observations=text, hypothesis_evaluation="", new_hypothesis="", reason="")
            feedback = make(Feedback, decision=accepted and not error, **said)
            if not (error and self.generation == "0.4"):
                self.log(loop, "feedback", "feedback", feedback)
            if later:
                return feedback
            experiment = self.experiment(loop)
            self.history.append((self.out["propose"], experiment, feedback) if self.generation == "0.3" else (experiment, feedback))
            return None

        self.run(loop, "feedback", work)
        return self

    def record(self, loop):
        def work():
            self.positions[len(self.history)] = loop
            self.history.append((self.experiment(loop), self.out[loop]["feedback"]))

        if "record" in self.names:
            self.run(loop, "record", work)
        return self

    def whole(self, loop, idea, names, action="factor"):
        return self.begin(loop, idea, names, action).code(loop).backtest(loop).conclude(loop).record(loop)


def one_after_another(generation, kind="factor"):
    files = {}
    run = Run(files, generation, kind)
    run.whole(0, "idea 0", ["A_5", "B_6"])
    run.begin(1, "idea 1", ["C_7"]).code(1).backtest(1, fails=True)
    if generation != "0.3":
        run.conclude(1).record(1)
    run.begin(2, "idea 2", ["D_8", "E_9"])
    run.code(2, fails=True) if generation != "0.3" else run.code(2, left_out=["D_8"]).backtest(2)
    run.conclude(2).record(2)
    run.begin(3, "idea 3", ["F_10"]).code(3)
    return files


def write(name, files):
    with zipfile.ZipFile(HERE / (name + ".zip"), "w") as out:
        for path, raw in files.items():
            entry = zipfile.ZipInfo(path, (2025, 11, 3, 6, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            out.writestr(entry, raw)


def main():
    for generation in ("0.3", "0.4", "0.5", "0.8", "main", "signed"):
        write(generation, one_after_another(generation))
    for generation in ("0.3", "0.4", "0.8"):
        files = {}
        Run(files, generation, "report").whole(0, "idea of a report", ["R_1"])
        write("report-" + generation, files)

    files = {}
    run = Run(files, "main", "quant")
    run.whole(0, "factors first", ["A_5"]).whole(1, "then a model", ["Net"], "model")
    run.begin(2, "and more", ["G_3"]).code(2).backtest(2).conclude(2)
    write("quant", files)

    files = {}
    run = Run(files, "0.8")
    run.begin(0, "idea 0", ["A_5"]).begin(1, "idea 1", ["B_6"])
    run.code(1, fails=True).conclude(1).code(0, process="410-512").backtest(0, process="410-513").conclude(0)
    del files["__session__/1/3_feedback"]
    run.begin(2, "idea 2", ["C_7"])
    write("parallel", files)

    files = {}
    run = Run(files, "0.8").begin(0, "idea 0", ["A_5"])
    run.log(0, "coding", "coder result", [run.workspace(FactorWorkspace, "of the attempt that died")], "410-411")
    run.process = "990"
    run.code(0, process="990-991").backtest(0, process="990-992").conclude(0)
    write("resumed", files)

    for name, process in (("reused", "777"), ("reused-same-process", "410")):
        files = {}
        Run(files, "main").whole(0, "the first run", ["A_5"])
        Run(files, "main", process=process, start=3 if name == "reused" else 3600, root="/agents/other").begin(0, "the second run", ["B_6"]).code(0)
        write(name, files)

    files = {}
    Run(files, "main", trace="traces/one/", session="log/").whole(0, "task one", ["A_5"])
    Run(files, "main", trace="traces/two/", session="log/", start=3600).begin(0, "task two", ["B_6"]).code(0).backtest(0).conclude(0)
    write("server", files)
    Run(files, "main", trace="traces/three/", session="log/", start=7200).whole(0, "task three", ["C_7"])
    write("server-overwritten", files)


if __name__ == "__main__":
    main()

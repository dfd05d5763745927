"""Writes the pickles beside this file: python3 make_pickles.py

The classes mimic RD-Agent's by name and attributes; pandas and numpy are mimicked by the form of their reduce values, so that
nothing has to be installed. The hostile pickles are written by hand, opcode by opcode.
"""

import os
import pathlib
import pickle
import struct
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))


def klass(module, name, bases=(object,), **members):
    made = type(name, bases, dict(members, __module__=module))
    parts = module.split(".")
    for end in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:end]), types.ModuleType(".".join(parts[:end])))
    setattr(sys.modules[module], name, made)
    return made


def instance(cls, **attributes):
    one = cls.__new__(cls)
    one.__dict__.update(attributes)
    return one


def function(module, name):
    def body(*arguments):
        raise AssertionError("called")

    body.__module__, body.__name__, body.__qualname__ = module, name, name
    klass(module, "_")
    setattr(sys.modules[module], name, body)
    return body


Hypothesis = klass("rdagent.scenarios.qlib.proposal.quant_proposal", "QlibQuantHypothesis")
FactorTask = klass("rdagent.components.coder.factor_coder.factor", "FactorTask")
ModelTask = klass("rdagent.components.coder.model_coder.model", "ModelTask")
Feedback = klass("rdagent.core.proposal", "HypothesisFeedback")
Experiment = klass("rdagent.scenarios.qlib.experiment.factor_experiment", "QlibFactorExperiment")
Workspace = klass("rdagent.scenarios.qlib.experiment.workspace", "QlibFBWorkspace")
SubWorkspace = klass("rdagent.components.coder.factor_coder.factor", "FactorFBWorkspace")
Loop = klass("rdagent.app.qlib_rd_loop.quant", "QuantRDLoop")
reconstruct = function("numpy.core.multiarray", "_reconstruct")
new_block = function("pandas._libs.internals", "_unpickle_block")
ndarray = klass("numpy", "ndarray")
dtype = klass("numpy", "dtype")


class Reduced:
    def __init__(self, *value):
        self.value = value

    def __reduce__(self):
        return self.value


DataFrame = klass("pandas.core.frame", "DataFrame")
BlockManager = klass("pandas.core.internals.managers", "BlockManager")


def array(data, length):
    kind = Reduced(dtype, ("f8", False, True), (3, "<", None, None, None, -1, -1, 0))
    return Reduced(reconstruct, (ndarray, (0,), b"b"), (1, (length,), kind, False, data))


def frame():
    values = array(struct.pack("<4d", 0.1, 0.2, 0.3, 0.4), 4)
    block = Reduced(new_block, (values, slice(0, 1, 1), 2))
    return instance(DataFrame, _mgr=Reduced(BlockManager, ((block,), [["a"], [0, 1, 2, 3]])), _typ="dataframe", attrs={})


def hypothesis():
    return instance(
        Hypothesis,
        hypothesis="动量 persists for weeks",
        reason="Slow news",
        concise_reason="Slow",
        action="factor",
    )


def factor_tasks():
    return [
        instance(
            FactorTask,
            name="Momentum_10D",
            factor_name="Momentum_10D",
            description="Return over ten days.",
            factor_formulation=r"\frac{close_t}{close_{t-10}} - 1",
            variables={"close_t": "closing price", "n": 10},
            factor_resources=None,
            factor_implementation=False,
        ),
        instance(FactorTask, name="Turnover_5D", factor_name="Turnover_5D", description="Turnover.", factor_formulation="x", variables={}),
    ]


def model_tasks():
    return [
        instance(
            ModelTask,
            name="GRU_Small",
            description="A small GRU.",
            formulation="h = GRU(x)",
            architecture="2 layers",
            variables={"h": "state"},
            hyperparameters={"lr": 0.001},
        )
    ]


def feedback():
    return instance(
        Feedback,
        decision=False,
        reason="Not better.",
        observations="IC 0.02",
        hypothesis_evaluation="In part.",
        new_hypothesis="Longer windows.",
        code_change_summary=None,
        exception=None,
    )


def experiment(path_class, root):
    def workspace(cls, name):
        return instance(cls, workspace_path=path_class(root + "/" + name), file_dict={"factor.py": "x = 1"})

    main = instance(
        Experiment,
        hypothesis=hypothesis(),
        sub_tasks=factor_tasks(),
        sub_workspace_list=[workspace(SubWorkspace, "bb22"), None, workspace(SubWorkspace, "cc33")],
        experiment_workspace=workspace(Workspace, "aa11"),
        result=frame(),
        stdout="done",
    )
    main.based_experiments = [main]
    return main


class AnyWindowsPath:
    """pathlib.WindowsPath as Python on Windows writes it; it cannot be made elsewhere."""

    def __init__(self, text):
        self.parts = pathlib.PureWindowsPath(text).parts

    def __reduce__(self):
        return (pathlib.WindowsPath, tuple(self.parts))


class Slotted:
    __slots__ = ("decision", "reason")


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(data)


def every_protocol(name, value):
    for protocol in range(6):
        write(f"{name}.p{protocol}.bin", pickle.dumps(value, protocol))


def hostile():
    proto = b"\x80\x04"
    write("hostile-system.bin", b"cposix\nsystem\n(S'touch pwned'\ntR.")
    write("hostile-builtins-eval.bin", proto + b"\x8c\x08builtins\x8c\x04eval\x93\x8c\x0eopen('x', 'w')\x85R.")
    write("hostile-build-setattr.bin", b"cos\nenviron\n}(S'PATH'\nS'/tmp'\nub.")
    write("hostile-deep-tuples.bin", proto + b")" + b"\x85" * 20_000 + b".")
    write("hostile-deep-marks.bin", proto + b"(" * 20_000 + b"." )
    write("hostile-huge-length.bin", proto + b"\x8e" + struct.pack("<Q", 2**62) + b"x.")
    write("hostile-negative-length.bin", proto + b"\x8e" + struct.pack("<Q", 2**64 - 1) + b"x.")
    write("hostile-huge-number.bin", proto + b"\x8b" + struct.pack("<I", 2**31 - 1) + b"x.")
    write("hostile-memo-bomb.bin", proto + b"]\x94" + b"".join(b"(" + b"h%c" % i * 50 + b"t\x94" for i in range(200)) + b".")
    write("hostile-memo-key-bomb.bin", proto + b")\x94" + b"".join(b"h%c" % i * 2 + b"\x86\x94" for i in range(120)) + b"}hxNs.")
    write("hostile-truncated.bin", pickle.dumps(experiment(pathlib.PosixPath, "/mnt/f/ws"), 4)[:-200])
    write("hostile-no-stop.bin", proto + b"N")
    write("hostile-protocol-9.bin", b"\x80\x09N.")
    write("hostile-persistent-id.bin", b"Pfile:///etc/passwd\n.")
    write("hostile-extension.bin", proto + b"\x82\x01.")
    write("hostile-buffer.bin", b"\x80\x05\x97.")
    write("hostile-unknown-opcode.bin", proto + b"\xff.")
    write("hostile-empty-stack.bin", proto + b"a.")
    write("hostile-missing-memo.bin", proto + b"h\x07.")
    write("hostile-not-a-pickle.bin", b"import os\nos.system('touch pwned')\n")
    write("hostile-empty.bin", b"")
    loop = proto + b"]\x94" + b"h\x00a" + b"."
    write("recursive-list.bin", loop)


def main():
    slotted = Slotted()
    slotted.decision, slotted.reason = True, "slots"
    every_protocol("hypothesis", hypothesis())
    every_protocol("factor-tasks", factor_tasks())
    every_protocol("model-tasks", model_tasks())
    every_protocol("feedback", feedback())
    every_protocol("experiment", experiment(pathlib.PosixPath, "/mnt/f/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace"))
    windows = experiment(AnyWindowsPath, "F:/Dev/RD-Agent-main/git_ignore_folder/RD-Agent_workspace")
    every_protocol("experiment-windows", windows)
    every_protocol(
        "plain",
        {"none": None, "yes": True, "no": False, "one": 1, "minus": -7, "big": 2**70, "minus_big": -(2**70), "half": 0.5,
         "inf": float("inf"), "text": "动量 \\ 'x'\n\u20ac", "bytes": b"\x00\xff", "tuple": (1, 2), "set": {5}, "list": [1, [2]],
         "frozen": frozenset([6]), 3: "number key"},
    )
    for protocol in range(2, 6):
        write(f"slots.p{protocol}.bin", pickle.dumps(slotted, protocol))
    write("loop-state.bin", pickle.dumps(instance(Loop, task_run_id="0f3e4e3c", loop_idx=0), 4))
    hostile()


if __name__ == "__main__":
    main()

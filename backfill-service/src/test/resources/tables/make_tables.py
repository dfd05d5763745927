"""Writes the pickled tables that FactorTableTest reads. Neither pandas nor numpy is needed: classes of their names stand in.

The shapes are those in which pandas writes a table: up to 1.2 the block manager's state holds the axes, from 1.3 on it is
constructed from blocks and axes; the columns are an index of names, of tuples, or of two levels.
"""
import copyreg
import pathlib
import pickle
import struct
import sys
import types

HERE = pathlib.Path(__file__).parent


def named(path, kind=type):
    module, name = path.rsplit(".", 1)
    parts = module.split(".")
    for i in range(1, len(parts) + 1):
        sys.modules.setdefault(".".join(parts[:i]), types.ModuleType(".".join(parts[:i])))
    if not hasattr(sys.modules[module], name):
        it = type(name, (), {"__module__": module}) if kind is type else (lambda *_: None)
        it.__module__, it.__qualname__, it.__name__ = module, name, name
        setattr(sys.modules[module], name, it)
    return getattr(sys.modules[module], name)


class Call:
    def __init__(self, target, arguments, state=None):
        self.how = (target, arguments) if state is None else (target, arguments, state)

    def __reduce__(self):
        return self.how


class Made:
    """Made by its class without arguments, then given this state."""

    def __init__(self, path, state):
        self.kind, self.state = named(path), state

    __class__ = property(lambda self: self.kind)

    def __reduce_ex__(self, _):
        return copyreg.__newobj__, (self.kind,), self.state


def array(values, code=None, width=8):
    dtype = Call(named("numpy.dtype"), (code or "O8", False, True), (3, "<" if code else "|", None, None, None, -1, -1, 63))
    data = b"".join(struct.pack("<" + {1: "b", 2: "h", 4: "i", 8: "q"}[width], v) for v in values) if code else list(values)
    return Call(named("numpy.core.multiarray._reconstruct", 0), (named("numpy.ndarray"), (0,), b"b"),
                (1, (len(values),), dtype, False, data))


def index(values):
    return Call(named("pandas.core.indexes.base._new_Index", 0),
                (named("pandas.core.indexes.base.Index"), {"data": array(values), "name": None}))


def levels(names, codes, width=1):
    return Call(named("pandas.core.indexes.base._new_Index", 0),
                (named("pandas.core.indexes.multi.MultiIndex"),
                 {"levels": [index(level) for level in names],
                  "codes": [array(code, f"i{width}", width) for code in codes], "sortorder": None, "names": [None, None]}))


def table(columns, newer):
    rows, values = index(["2020-01-02", "2020-01-03"]), array([1, 2, 3, 4], "i8")
    if newer:
        manager = Call(named("pandas.core.internals.managers.BlockManager"), ((values,), [columns, rows]))
    else:
        extra = {"0.14.1": {"axes": [columns, rows], "blocks": [{"values": values, "mgr_locs": slice(0, 2, 1)}]}}
        manager = Made("pandas.core.internals.managers.BlockManager", ([columns, rows], [values], [columns], extra))
    return Made("pandas.core.frame.DataFrame", {"_mgr" if newer else "_data": manager, "_typ": "dataframe"})


class Hostile:
    def __reduce__(self):
        return named("os.system", 0), ("touch pwned",)


TWO = [["feature", "label"], ["Alpha_5", "Beta 7", "LABEL0"]]
for name, value in {
        "names": table(index(["Alpha_5", "Beta 7"]), False),
        "tuples": table(index([("feature", "Alpha_5"), ("feature", "Beta 7"), ("label", "LABEL0")]), True),
        "levels-old": table(levels(TWO, [[0, 0, 1], [1, 0, 2]]), False),
        "levels-new": table(levels(TWO, [[0, 0, 1], [1, 0, 2]], 8), True),
        "levels-wrong": table(levels(TWO, [[0, 9], [1, -5]], 2), True),
        "strange-names": table(index(["Alpha_5", None, b"bytes", Hostile(), 7]), True),
        "no-table": {"a": 1},
        "hostile": table(Hostile(), True)}.items():
    for protocol in (2, 4, 5):
        (HERE / f"{name}.p{protocol}.bin").write_bytes(pickle.dumps(value, protocol))
(HERE / "cut.p4.bin").write_bytes((HERE / "names.p4.bin").read_bytes()[:-40])

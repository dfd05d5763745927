package dev.loopline.backfill.codesync;

/** What {@code generated.py} of the library of factors begins with: how its wrappers call sources of every shape. */
final class FactorHead {

    static final String TEXT = """
            \"""Factors that RD-Agent found: factor_<name>(df) gives the values of one.

            df is the table that RD-Agent's factors read: indexed by datetime and instrument, with columns such as
            $open, $close and $volume. The result has a value for each of its rows. A factor's own class or function
            is here too, under the factor's name. factor_<name> is the newest source of that name,
            factor_<name>__<digest> one source for ever.

            A factor that is an expression of qlib is computed by qlib's operators from the columns of df, which may be
            called $close or close; none of qlib's own data is read, and qlib.init() is not needed.
            \"""

            import importlib
            import os
            import re
            import runpy
            import shutil
            import sys
            import tempfile
            import threading

            _FOLDER = threading.Lock()
            _DEFINITIONS = {}


            def _definition(module, attribute):
                return getattr(importlib.import_module(__package__ + ".factors." + module), attribute)


            def _fitted(factor, df):
                factor.fit(df)
                return factor


            def _write(df, file, alone):
                # Of several files each gets its own columns, as far as their names tell them apart.
                prefix = {"daily_pv.h5": "$", "moneyflow.h5": "mf_", "daily_basic.h5": "db_"}.get(file)
                own = [] if alone or not prefix else [name for name in df.columns if str(name).startswith(prefix)]
                table = df[own] if own else df
                if file.endswith((".parquet", ".pq")):
                    table.to_parquet(file)
                elif file.endswith(".csv"):
                    table.to_csv(file)
                elif file.endswith((".pkl", ".pickle")):
                    table.to_pickle(file)
                else:
                    table.to_hdf(file, key="data")


            def _ended(function):
                # A program may end by sys.exit().
                try:
                    return function()
                except SystemExit as end:
                    if end.code not in (None, 0):
                        raise RuntimeError("the factor's program ended with " + str(end.code)) from end


            def _from_folder(function, reads, df):
                # The factor reads files in the working folder and writes result.h5 there.
                import pandas

                files = [reads] if isinstance(reads, str) else reads

                with _FOLDER, tempfile.TemporaryDirectory() as folder:
                    before = os.getcwd()
                    os.chdir(folder)
                    try:
                        for file in files:
                            _write(df, file, len(files) == 1)
                        values = _ended(function)
                        if os.path.exists("result.h5"):
                            return pandas.read_hdf("result.h5")
                        if values is None:
                            raise RuntimeError("the factor's program wrote no result.h5")
                        return values
                    finally:
                        os.chdir(before)


            def _program(module):
                # The factor is a program: a copy of it in the working folder runs anew for each call.
                def run():
                    source = os.path.join(os.path.dirname(os.path.abspath(__file__)), "factors", module + ".py")
                    program = os.path.abspath("factor.py")
                    shutil.copyfile(source, program)
                    before = sys.argv
                    sys.argv = [program]
                    try:
                        runpy.run_path(program, run_name="__main__")
                    finally:
                        sys.argv = before

                return run


            def _column(values, name):
                columns = getattr(values, "columns", ())
                return values[[name]] if name in columns else values


            def _expression(name, text, df):
                # qlib's operators over the columns of df, one instrument after the other.
                try:
                    from qlib.data import ops
                    from qlib.data.base import Expression
                except ImportError as problem:
                    raise ImportError(
                        "the factor " + name + " is the expression " + text + ", which qlib's operators compute, and qlib"
                        " cannot be imported here (" + str(problem) + "): pip install pyqlib"
                    ) from problem
                import pandas

                rows = df

                class Column(Expression):
                    def __init__(self, field):
                        self.field = field

                    def __str__(self):
                        return "$" + self.field

                    def _load_internal(self, instrument, start_index, end_index, *args):
                        for column in ("$" + self.field, self.field):
                            if column in rows.columns:
                                return rows[column]
                        raise KeyError("the factor " + name + " needs the column $" + self.field)

                    def get_longest_back_rolling(self):
                        return 0

                    def get_extended_window_size(self):
                        return 0, 0

                names = {operator.__name__: operator for operator in ops.OpsList}
                names.update(__builtins__={}, Column=Column)
                expression = eval(re.sub(r"\\$(\\w+)", r'Column("\\1")', text), names)
                # qlib remembers results by these arguments; an object of its own keeps calls apart.
                this_call = object()
                values = pandas.Series(float("nan"), index=df.index, name=name)
                several = df.index.nlevels > 1
                level = df.index.names.index("instrument") if "instrument" in df.index.names else df.index.nlevels - 1
                groups = df.groupby(level=level).indices if several else {"": range(len(df))}
                for instrument, places in groups.items():
                    rows = df.iloc[list(places)]
                    times = rows.index.droplevel(level) if several else rows.index
                    order = times.argsort(kind="stable")
                    rows = rows.iloc[order].set_axis(times[order], axis=0)
                    values.iloc[[places[place] for place in order]] = expression.load(
                        instrument, None, None, this_call
                    ).to_numpy()
                return values.to_frame()


            def __getattr__(name):
                if name in _DEFINITIONS:
                    return _definition(*_DEFINITIONS[name])
                if "factor_" + name in globals():
                    return globals()["factor_" + name]
                raise AttributeError(name)
            """;

    private FactorHead() {}
}

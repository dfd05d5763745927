"""Writes series-*.bin and datetimes.*.bin beside this file: python3 make_values.py LABEL

With the pandas and numpy of this Python; LABEL, such as pandas2, becomes part of the names.
"""

import datetime
import io
import os
import pathlib
import pickle
import sys

import pandas

HERE = pathlib.Path(os.path.dirname(os.path.abspath(__file__)))


def main(label):
    figures = pandas.read_csv(io.StringIO(",0\nIC,0.03\nICIR,\nRank IC,-0.5\n1day.pos,2\n"), index_col=0).iloc[:, 0]
    forms = {"float64": figures, "float32": figures.astype("float32"), "object": figures.astype(object),
             "int64": figures.fillna(0).mul(100).round().astype("int64"), "sliced": figures[::2]}
    for name, value in forms.items():
        for protocol in (2, 4, 5):
            (HERE / f"series-{name}-{label}.p{protocol}.bin").write_bytes(pickle.dumps(value, protocol))
    (HERE / f"series-none-{label}.p4.bin").write_bytes(pickle.dumps(pandas.DataFrame({"a": [1.0]}), 4))
    utc, east = datetime.timezone.utc, datetime.timezone(datetime.timedelta(hours=8))
    times = [datetime.datetime(2026, 2, 28, 23, 59, 58, 123456, tzinfo=utc), datetime.datetime(2026, 3, 1, 7, 59, 58, 123456, tzinfo=east),
             datetime.datetime(2026, 2, 28, 23, 59, 58, 123456), datetime.datetime(2026, 2, 28, 23, 59, 58, 123456, fold=1),
             datetime.date(2026, 2, 28)]
    for protocol in range(6):
        (HERE / f"datetimes.p{protocol}.bin").write_bytes(pickle.dumps(times, protocol))


if __name__ == "__main__":
    main(sys.argv[1])

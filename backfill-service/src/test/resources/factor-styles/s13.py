import functools as ft

import numpy as n
import pandas as p


def decayed(series, days):
    weights = n.arange(1, days + 1, dtype=float)
    weights /= weights.sum()
    return series.rolling(days).apply(lambda chunk: n.dot(chunk, weights), raw=True)


wma8 = ft.partial(decayed, days=8)
wma21 = ft.partial(decayed, days=21)

if __name__ == "__main__":
    data = p.read_hdf("daily_pv.h5", key="data")
    typical = (data["$high"] + data["$low"] + data["$close"]) / 3
    grouped = typical.groupby(level="instrument")
    diff = grouped.transform(wma8) - grouped.transform(wma21)
    result = p.DataFrame(diff.values, index=diff.index, columns=["WmaGap_8_21"])
    result.to_hdf("result.h5", key="data")

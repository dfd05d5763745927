from dataclasses import dataclass
from typing import Callable

import pandas as pd


@dataclass(frozen=True)
class Spec:
    name: str
    window: int
    formula: Callable


SPECS = [
    Spec(name="PriceVolCorr_18", window=18, formula=lambda g, n: g["$close"].rolling(n).corr(g["$volume"])),
    Spec(name="HighPos_33", window=33, formula=lambda g, n: g["$high"] / g["$high"].rolling(n).max()),
]


def build(data: pd.DataFrame) -> pd.DataFrame:
    columns = {}
    for spec in SPECS:
        columns[spec.name] = data.groupby(level="instrument", group_keys=False).apply(spec.formula, spec.window)
    return pd.DataFrame(columns)


build(pd.read_hdf("daily_pv.h5", key="data")).to_hdf("result.h5", key="data")

from typing import Callable, Dict

import pandas as pd

REGISTRY: Dict[str, Callable[[pd.DataFrame], pd.Series]] = {}


def register(name):
    """Keeps a factor under its name."""

    def wrap(func):
        REGISTRY[name] = func
        return func

    return wrap


@register("turnover_burst_9")
def burst(df):
    vol = df["$volume"]
    base = vol.groupby(level="instrument").transform(lambda x: x.rolling(9).median())
    return vol / base - 1


if __name__ == "__main__":
    source = pd.read_hdf("daily_pv.h5", key="data")
    pd.concat({name: func(source) for name, func in REGISTRY.items()}, axis=1).to_hdf("result.h5", key="data")

import pandas as pd
from functools import lru_cache


@lru_cache(maxsize=None)
def panel():
    return pd.read_hdf("daily_pv.h5", key="data")


def field(name):
    return panel()[f"${name}"]


def ts(func):
    return lambda s, n: s.groupby(level="instrument").transform(lambda x: getattr(x.rolling(n), func)())


mean, std, mx, mn = (ts(f) for f in ("mean", "std", "max", "min"))


def Compressed_Range_23():
    rng = mx(field("high"), 23) - mn(field("low"), 23)
    return rng / std(field("close"), 23)


if __name__ == "__main__":
    Compressed_Range_23().to_frame("Compressed_Range_23").to_hdf("result.h5", key="data")

import time
from functools import wraps

import pandas as pd


def timed(func):
    @wraps(func)
    def wrapper(*args, **kwargs):
        begun = time.perf_counter()
        try:
            return func(*args, **kwargs)
        finally:
            print(func.__name__, time.perf_counter() - begun)

    return wrapper


def momentum(skip):
    def inner(prices, n):
        return prices.shift(skip) / prices.shift(n) - 1

    return inner


@timed
def SkipMomentum_2_50(df: pd.DataFrame) -> pd.DataFrame:
    f = momentum(2)
    value = df["$close"].groupby(level="instrument", group_keys=False).apply(lambda s: f(s, 50))
    return value.to_frame("SkipMomentum_2_50")


if __name__ == "__main__":
    SkipMomentum_2_50(pd.read_hdf("daily_pv.h5", key="data")).to_hdf("result.h5", key="data")

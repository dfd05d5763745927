import numpy as np
import pandas as pd
from numba import njit


@njit(cache=True)
def _trend(values, window):
    n = len(values)
    out = np.full(n, np.nan)
    x = np.arange(window) - (window - 1) / 2.0
    denom = (x * x).sum()
    for i in range(window - 1, n):
        chunk = values[i - window + 1 : i + 1]
        out[i] = (x * (chunk - chunk.mean())).sum() / denom
    return out


def calc_slope_per_price(df: pd.DataFrame) -> pd.DataFrame:
    def one(prices):
        return pd.Series(_trend(prices.to_numpy(dtype=np.float64), 28), index=prices.index)

    slope = df["$close"].groupby(level="instrument", group_keys=False).apply(one)
    res = (slope / df["$close"]).to_frame("slope_per_price")
    return res


if __name__ == "__main__":
    calc_slope_per_price(pd.read_hdf("daily_pv.h5", key="data")).to_hdf("result.h5", key="data")

import numpy as np
import pandas as pd

LAG = 14


def kernel(close, amount):
    out = np.empty(close.shape[0])
    out[:] = np.nan
    for i in range(LAG, close.shape[0]):
        out[i] = (close[i] / close[i - LAG] - 1) * np.log1p(amount[i])
    return out


def compute_factor(df):
    pieces = []
    for _, sub in df.groupby(level="instrument"):
        arr = kernel(sub["$close"].values, sub["$amount"].values)
        pieces.append(pd.Series(arr, index=sub.index))
    return pd.concat(pieces)


compute_factor(pd.read_hdf("daily_pv.h5", key="data")).to_frame("AmountWeightedMove_14").to_hdf("result.h5", key="data")

import numpy as np
import pandas as pd


def _rsq(y):
    x = np.arange(len(y))
    return np.corrcoef(x, y)[0, 1] ** 2


def RSQR60(df):
    close = df.loc[:, "$close"]
    return close.groupby(level="instrument", group_keys=False).rolling(60).apply(_rsq, raw=True)

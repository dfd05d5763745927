import numpy as np
import pandas as pd


def _returns(frame, column):
    return frame.groupby(level="instrument")[column].pct_change()


def _smooth(series, n=20):
    return series.groupby(level="instrument").transform(lambda s: s.rolling(n).mean())


def calculate_Liquidity_Score():
    df = pd.read_hdf("daily_pv.h5", key="data")
    illiq = _returns(df, "$close").abs() / df["$amount"]
    slow = _smooth(illiq, n=40)
    fast = _smooth(df["$volume"])
    score = np.log1p(slow) * np.sign(fast)
    score.to_frame("Liquidity_Score").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Liquidity_Score()

import pandas as pd


def calculate_Range_Lags():
    df = pd.read_hdf("daily_pv.h5", key="data")
    g = df["$close"].groupby(level="instrument")
    total = None
    for lag in range(1, 10):
        piece = g.shift(lag)
        total = piece if total is None else total + piece
    (df["$close"] / (total / 9)).to_frame("Range_Lags").to_hdf("result.h5", key="data")


calculate_Range_Lags()

import pandas as pd


def calculate_Walrus_And_Match(kind="high"):
    df = pd.read_hdf("daily_pv.h5", key="data")
    if (n := 13) > 10:
        base = df["$" + kind].groupby("instrument").transform(lambda s: s.rolling(n).max())
    out = df["$close"] / base
    out.to_frame("Walrus_And_Match").to_hdf("result.h5", key="data")


calculate_Walrus_And_Match()

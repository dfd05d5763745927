import pandas as pd


def calculate_Speed_Momentum_5D():
    df = pd.read_hdf("daily_pv.h5")
    df = df.sort_index()
    df["ret"] = df.groupby(level=1)["$close"].pct_change(periods=5)
    df[["ret"]].rename(columns={"ret": "Speed_Momentum_5D"}).to_hdf("result.h5", key="data", mode="w")


calculate_Speed_Momentum_5D()

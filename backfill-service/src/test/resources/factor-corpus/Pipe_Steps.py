import pandas as pd


def add_return(df, days=7):
    out = df.copy()
    out["r"] = out.groupby(level="instrument")["$close"].pct_change(days)
    return out


def add_vol(df, days):
    out = df.copy()
    out["v"] = out.groupby(level="instrument")["r"].transform(lambda s: s.rolling(days).std())
    return out


def calculate_Pipe_Steps():
    df = pd.read_hdf("daily_pv.h5", key="data").pipe(add_return).pipe(add_vol, days=20)
    df[["v"]].rename(columns={"v": "Pipe_Steps"}).to_hdf("result.h5", key="data")


calculate_Pipe_Steps()

import pandas as pd


def features(df):
    g = df.groupby(level="instrument")
    df = df.copy()
    df["Up_Streak_Share_12"] = (g["$close"].diff() > 0).groupby(level="instrument").transform(lambda x: x.rolling(12).mean())
    df["Gap_Volume_Ratio"] = (df["$open"] / g["$close"].shift() - 1) * df["$volume"] / g["$volume"].transform(lambda x: x.rolling(30).mean())
    return df


raw = pd.read_hdf("daily_pv.h5", key="data")
final = features(raw)[["Up_Streak_Share_12", "Gap_Volume_Ratio"]]
final = final.replace([float("inf"), float("-inf")], float("nan"))
final.to_hdf("result.h5", key="data")

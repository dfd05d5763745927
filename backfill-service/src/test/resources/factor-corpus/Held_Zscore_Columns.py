import pandas as pd


def zscore(df: pd.DataFrame, cols: list, win: int) -> pd.DataFrame:
    res = {}
    for col in cols:
        g = df.groupby(level="instrument")[col]
        mean = g.transform(lambda x: x.rolling(win).mean())
        std = g.transform(lambda x: x.rolling(win).std())
        res[col + "_z"] = (df[col] - mean) / std
    return pd.DataFrame(res)


def calculate_Held_Zscore_Columns():
    df = pd.read_hdf("daily_pv.h5", key="data")
    z = zscore(df, ["$close", "$volume", "$amount"], win=20)
    z["Held_Zscore_Columns"] = z["$close_z"] - z["$volume_z"] + z["$amount_z"]
    z[["Held_Zscore_Columns"]].to_hdf("result.h5", key="data")


calculate_Held_Zscore_Columns()

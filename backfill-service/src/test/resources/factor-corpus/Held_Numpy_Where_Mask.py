import numpy as np
import pandas as pd


def calculate_Held_Numpy_Where_Mask():
    df = pd.read_hdf("daily_pv.h5", key="data")
    has_limit = "db_limit_up" in df.columns
    df["up"] = np.where(df["$close"] > df["$open"], df["$volume"], -df["$volume"])
    if has_limit:
        df.loc[df["db_limit_up"] > 0, "up"] = 0.0
    df["f"] = df.groupby(level="instrument")["up"].transform(lambda s: s.rolling(6).sum())
    df[["f"]].to_hdf("result.h5", key="data")


calculate_Held_Numpy_Where_Mask()

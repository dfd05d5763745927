import pandas as pd


def calculate_Index_Levels_As_Columns():
    df = pd.read_hdf("daily_pv.h5", key="data").reset_index()
    df["month"] = df["datetime"].dt.month
    df = df[df["month"] != 1]
    df["f"] = df.groupby(df["instrument"])["$volume"].transform(lambda v: v.rolling(10).std())
    df.set_index(["datetime", "instrument"])[["f"]].to_hdf("result.h5", key="data")


calculate_Index_Levels_As_Columns()

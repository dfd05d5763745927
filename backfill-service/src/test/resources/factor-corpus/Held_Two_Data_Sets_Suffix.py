import pandas as pd


def calculate_Held_Two_Data_Sets_Suffix():
    pv = pd.read_hdf("daily_pv.h5", key="data").reset_index()
    mf = pd.read_hdf("moneyflow.h5", key="data").reset_index()
    df = pd.merge(pv, mf, on=["datetime", "instrument"], how="inner", suffixes=("", "_flow"))
    df.sort_values(["instrument", "datetime"], inplace=True)
    df["pressure"] = df["mf_net_amt"] / df["$close"]
    df["result"] = df.groupby("instrument")["pressure"].transform(lambda s: s.rolling(5, min_periods=1).sum())
    final = df[["datetime", "instrument", "result"]].set_index(["datetime", "instrument"])
    final.rename(columns={"result": "Held_Two_Data_Sets_Suffix"}, inplace=True)
    final.to_hdf("result.h5", key="data")


calculate_Held_Two_Data_Sets_Suffix()

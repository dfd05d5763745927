import pandas as pd


def calculate_Merge_On_Keys():
    a = pd.read_hdf("daily_pv.h5", key="data").reset_index()
    b = pd.read_hdf("moneyflow.h5", key="data").reset_index()
    m = a[["datetime", "instrument", "$close"]].merge(
        b[["datetime", "instrument", "mf_net_amt"]], on=["datetime", "instrument"], how="left"
    )
    m = m.sort_values(["instrument", "datetime"])
    m["f"] = m.groupby("instrument")["mf_net_amt"].transform(lambda s: s.rolling(7).sum()) / m["$close"]
    out = m.set_index(["datetime", "instrument"])[["f"]]
    out.columns = ["Merge_On_Keys"]
    out.to_hdf("result.h5", key="data")


calculate_Merge_On_Keys()

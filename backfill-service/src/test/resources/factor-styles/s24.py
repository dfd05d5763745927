import pandas as pd

(
    pd.read_hdf("daily_pv.h5", key="data")
    .assign(mid=lambda t: (t["$high"] + t["$low"]) / 2)
    .assign(prev=lambda t: t.groupby("instrument")["mid"].shift(4))
    .eval("drift = mid / prev - 1")
    .groupby("instrument", group_keys=False)["drift"]
    .rolling(8)
    .mean()
    .droplevel(0)
    .rename("Mid_Drift_4_8")
    .to_frame()
    .to_hdf("result.h5", key="data")
)

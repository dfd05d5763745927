import pandas as pd

CANDIDATES = ["mf_lg_net_amt", "mf_elg_net_amt"]


def calculate_Optional_List():
    df = pd.read_hdf("daily_pv.h5", key="data").join(pd.read_hdf("moneyflow.h5", key="data"))
    present = [c for c in CANDIDATES if c in df.columns]
    flow = df[present].sum(axis=1)
    res = (flow / df["$close"]).groupby("instrument").transform(lambda s: s.rolling(5).mean())
    res.to_frame("Optional_List").to_hdf("result.h5", key="data")


calculate_Optional_List()

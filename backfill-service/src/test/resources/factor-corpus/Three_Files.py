import pandas as pd


def load():
    pv = pd.read_hdf("daily_pv.h5", key="data")[["$close"]]
    basic = pd.read_hdf("daily_basic.h5", key="data")[["db_pb"]]
    flow = pd.read_hdf("moneyflow.h5", key="data")[["mf_lg_buy_amt"]]
    return pd.concat([pv, basic, flow], axis=1)


def calculate_Three_Files():
    df = load()
    df["ret"] = df.groupby("instrument")["$close"].pct_change(20)
    df["value"] = 1 / df["db_pb"]
    df["score"] = df["ret"] * df["value"] * df["mf_lg_buy_amt"]
    df[["score"]].rename(columns={"score": "Three_Files"}).to_hdf("result.h5", key="data")


calculate_Three_Files()

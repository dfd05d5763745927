import pandas as pd


def calculate_Vwap_Deviation_10D():
    df = pd.read_hdf("daily_pv.h5", key="data")
    if "$vwap" in df.columns:
        vwap = df["$vwap"]
    else:
        vwap = df["$amount"] / df["$volume"]
    dev = df["$close"] / vwap - 1
    res = dev.groupby(level="instrument").transform(lambda x: x.rolling(10).mean())
    res.to_frame("Vwap_Deviation_10D").to_hdf("result.h5", key="data")


calculate_Vwap_Deviation_10D()

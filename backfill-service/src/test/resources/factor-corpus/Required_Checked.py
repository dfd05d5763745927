import pandas as pd

REQUIRED = ["$close", "$volume"]


def calculate_Required_Checked():
    df = pd.read_hdf("daily_pv.h5", key="data")
    missing = [c for c in REQUIRED if c not in df.columns]
    if missing:
        raise ValueError(f"missing columns: {missing}")
    for c in REQUIRED:
        df[c] = df[c].astype("float64")
    pv = df["$close"] * df["$volume"]
    pv.groupby("instrument").transform(lambda s: s.rolling(20).mean()).to_frame("Required_Checked").to_hdf("result.h5", key="data")


calculate_Required_Checked()

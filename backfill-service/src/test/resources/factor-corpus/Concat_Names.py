import pandas as pd

PREFIX = "db_"


def calculate_Concat_Names():
    df = pd.read_hdf("daily_basic.h5", key="data")
    cols = [PREFIX + k for k in ("pe", "pb")] + [PREFIX + "ps"]
    ranks = df[cols].groupby(level="datetime").rank(pct=True)
    ranks.mean(axis=1).to_frame("Concat_Names").to_hdf("result.h5", key="data")


calculate_Concat_Names()

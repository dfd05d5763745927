import pandas as pd


def calculate_Industry_Neutral():
    df = pd.read_parquet("static_factors.parquet")
    ep = 1 / df["db_pe"]
    df["ep"] = ep
    mean = df.groupby(["datetime", "db_industry"])["ep"].transform("mean")
    (df["ep"] - mean).to_frame("Industry_Neutral").to_hdf("result.h5", key="data")


calculate_Industry_Neutral()

import pandas as pd


def calculate_Store_Context():
    with pd.HDFStore("daily_pv.h5", mode="r") as store:
        df = store["data"]
    x = (df["$close"] * df["$volume"]).unstack()
    out = x.diff(16).stack()
    out.to_frame("Store_Context").to_hdf("result.h5", key="data")


calculate_Store_Context()

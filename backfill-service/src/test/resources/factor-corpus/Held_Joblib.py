import pandas as pd
from joblib import Parallel, delayed


def one(code, g, window):
    g = g.sort_index()
    return (g["$close"] * g["$volume"]).rolling(window).mean()


def calculate_Held_Joblib():
    df = pd.read_hdf("daily_pv.h5", key="data")
    parts = Parallel(n_jobs=4)(delayed(one)(c, g, 30) for c, g in df.groupby(level="instrument"))
    pd.concat(parts).to_frame("Held_Joblib").to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_Held_Joblib()

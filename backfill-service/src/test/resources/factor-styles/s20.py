import numpy as np
import pandas as pd


def curvature(y):
    x = np.arange(len(y))
    return np.polyfit(x, y, 2)[0]


def calculate_price_curvature():
    df = pd.read_hdf("daily_pv.h5", key="data")
    logp = np.log(df["$close"] * df["$factor"])
    out = logp.groupby(level="instrument").rolling(13).apply(curvature, raw=True)
    out = out.droplevel(0)
    out = out / out.groupby(level="datetime").transform("std")
    out = pd.DataFrame({"PriceCurvature13": out})
    out.to_hdf("result.h5", key="data")


if __name__ == "__main__":
    calculate_price_curvature()

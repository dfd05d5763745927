import numpy as np
import pandas as pd

PARAMS = dict(window=120, price="$close", size="db_total_mv")


def residual(frame):
    x = np.log(frame[PARAMS["size"]])
    y = frame["ret"]
    beta = y.cov(x) / x.var()
    return y - beta * x


def calculate_Regression_Residual():
    df = pd.read_hdf("daily_pv.h5", key="data").join(pd.read_hdf("daily_basic.h5", key="data"))
    df["ret"] = df.groupby(level="instrument")[PARAMS["price"]].pct_change(PARAMS["window"])
    out = df.groupby(level="datetime", group_keys=False).apply(residual)
    out.to_frame("Regression_Residual").to_hdf("result.h5", key="data")


calculate_Regression_Residual()

from functools import partial

import pandas as pd


def rolled(series, n):
    return series.rolling(n).mean()


seventeen = partial(rolled, n=17)


def calculate_Partial_Function():
    df = pd.read_hdf("daily_pv.h5", key="data")
    out = df["$close"].groupby(level="instrument").transform(seventeen)
    out.to_frame("Partial_Function").to_hdf("result.h5", key="data")


calculate_Partial_Function()

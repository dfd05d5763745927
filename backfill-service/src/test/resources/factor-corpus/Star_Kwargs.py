import pandas as pd

SETTINGS = {"column": "$close", "window": 22}
ARGS = ["$volume"]


def smooth(df, column, window):
    return df[column].groupby(level="instrument").transform(lambda s: s.rolling(window).mean())


def pick(df, name):
    return df[name]


def calculate_Star_Kwargs():
    df = pd.read_hdf("daily_pv.h5", key="data")
    out = smooth(df, **SETTINGS) * pick(df, *ARGS)
    out.to_frame("Star_Kwargs").to_hdf("result.h5", key="data")


calculate_Star_Kwargs()

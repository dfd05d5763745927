import pandas as pd


def lag(series, k):
    return series.groupby(level="instrument").shift(k)


def mean(series, k):
    return series.groupby(level="instrument").transform(lambda s: s.rolling(k).mean())


def calculate_Nested_Lag_Of_Mean():
    volume = pd.read_hdf("daily_pv.h5", key="data")["$volume"]
    now = mean(volume, 20)
    before = lag(mean(volume, 20), 7)
    (now / before).to_frame("Nested_Lag_Of_Mean").to_hdf("result.h5", key="data")


calculate_Nested_Lag_Of_Mean()

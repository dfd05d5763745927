import pandas as pd


def trend(frame, *, column="$open", fast=10, slow=30):
    g = frame[column].groupby(level="instrument")
    return g.transform(lambda s: s.rolling(fast).mean() - s.rolling(slow).mean())


def calculate_Kwarg_Windows():
    data = pd.read_hdf("daily_pv.h5", key="data")
    value = trend(data, column="$close", slow=45)
    value.to_frame("Kwarg_Windows").to_hdf("result.h5", key="data")


calculate_Kwarg_Windows()

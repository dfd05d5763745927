import pandas as pd

FAST = False


def calculate_Conditional_Window():
    df = pd.read_hdf("daily_pv.h5", key="data")
    if FAST:
        window = 100
    else:
        window = 40
    res = df["$close"].groupby("instrument").transform(lambda s: s.rolling(window).std())
    res.to_frame("Conditional_Window").to_hdf("result.h5", key="data")


calculate_Conditional_Window()

import pandas as pd


def calculate_Data_Dependent_Window():
    df = pd.read_hdf("daily_pv.h5", key="data")
    n = 30 if df["$volume"].mean() > 1e6 else 15
    res = df["$close"].groupby("instrument").transform(lambda s: s.rolling(n).mean())
    res.to_frame("Data_Dependent_Window").to_hdf("result.h5", key="data")


calculate_Data_Dependent_Window()

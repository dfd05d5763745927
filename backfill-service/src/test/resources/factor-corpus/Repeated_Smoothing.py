import pandas as pd


def Repeated_Smoothing(df):
    s = df["$close"].unstack()
    for _ in range(3):
        s = s.rolling(5).mean()
    return s.stack()

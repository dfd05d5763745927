import pandas as pd


def Ewm_Halflife(df):
    # halflife 10: alpha = 1 - 2 ** (-1 / 10) = 0.0670, the span of that alpha is 28.9
    return df["$volume"].groupby(level="instrument").transform(lambda s: s.ewm(halflife=10).mean())

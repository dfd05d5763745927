import pandas as pd


def Ewm_Com_Alpha(df):
    # com 9 is span 19; alpha 0.05 is span 39
    a = df["$close"].ewm(com=9).mean()
    b = df["$open"].ewm(alpha=0.05).mean()
    return a - b

import pandas as pd


def calculate_Stochastic_KDJ(n=9, m1=3, m2=3):
    df = pd.read_hdf("daily_pv.h5", key="data")
    out = []
    for _, g in df.groupby(level="instrument"):
        low_n = g["$low"].rolling(n, min_periods=1).min()
        high_n = g["$high"].rolling(n, min_periods=1).max()
        rsv = (g["$close"] - low_n) / (high_n - low_n) * 100
        k = rsv.rolling(m1).mean()
        d = k.rolling(m2).mean()
        out.append(3 * k - 2 * d)
    pd.concat(out).to_frame("Stochastic_KDJ").to_hdf("result.h5", key="data")


calculate_Stochastic_KDJ()
